import type { WSClient } from '@larksuiteoapi/node-sdk'

/*
 * The one place that reaches into the SDK's private parts (1.74.0). What is not there as expected throws at once, so
 * that a new version of the SDK is noticed by the first test.
 */

/** A header of a frame, as the SDK has decoded it. */
interface FrameHeader {
  readonly key: string
  readonly value: string
}

/** The frame with a part of an event. */
interface Frame {
  readonly headers: readonly FrameHeader[]
}

/** What we need of a `ws` socket. */
interface Socket {
  pause(): void
  resume(): void
}

type Method = (...values: unknown[]) => unknown

/**
 * The SDK's long connection drops frames of the type `card` without acknowledging them, and the platform may send taps in
 * such. They are like frames of events in everything else, so they are passed on as such.
 */
export function takeCardFrames(client: WSClient): void {
  const original = methodOf(client, 'handleEventData')
  Reflect.set(client, 'handleEventData', (frame: Frame) =>
    original({
      ...frame,
      headers: frame.headers.map((header) =>
        header.key === 'type' && header.value === 'card' ? { key: 'type', value: 'event' } : header,
      ),
    }),
  )
}

/**
 * The SDK begins to listen some moments after a connection is open, and loses what came with the opening: the events that
 * had waited for it. Here the socket does not read before it is listened to.
 */
export function keepFirstFrames(client: WSClient): void {
  const listened = new WeakSet<object>()
  const pingLoop = methodOf(client, 'pingLoop')
  const communicate = methodOf(client, 'communicate')
  const socketNow = methodOf(configOf(client), 'getWSInstance')
  // Called first when the connection opens.
  Reflect.set(client, 'pingLoop', () => {
    const socket = socketNow()
    if (isSocket(socket) && !listened.has(socket)) socket.pause()
    return pingLoop()
  })
  Reflect.set(client, 'communicate', () => {
    const done = communicate()
    const socket = socketNow()
    if (isSocket(socket)) {
      listened.add(socket)
      socket.resume()
    }
    return done
  })
}

/**
 * The SDK pings as seldom as the server says, and notices only by a ping that a connection is dead. A server that says
 * nothing sensible would make it ping a thousand times a second.
 */
export function pingEvery(client: WSClient, mostMs: number): void {
  const wsConfig = configOf(client)
  const settings = methodOf(wsConfig, 'getWS')
  Reflect.set(wsConfig, 'getWS', (...key: unknown[]) => {
    const now = settings(...key)
    if (typeof now !== 'object' || now === null || !('pingInterval' in now)) return now
    const said = Number(now.pingInterval)
    return { ...now, pingInterval: said > 0 ? Math.min(said, mostMs) : mostMs }
  })
}

/**
 * The SDK opens the connection that it was asking the address of, also when it was closed meanwhile, and only then drops it:
 * the platform may have given an event to it.
 */
export function openOnlyWhile(client: WSClient, isWanted: () => boolean): void {
  const connect = methodOf(client, 'connect')
  Reflect.set(client, 'connect', () => (isWanted() ? connect() : Promise.resolve(false)))
}

function configOf(client: WSClient): object {
  const wsConfig: unknown = Reflect.get(client, 'wsConfig')
  if (typeof wsConfig !== 'object' || wsConfig === null) throw changed('wsConfig')
  return wsConfig
}

function methodOf(owner: object, name: string): Method {
  const method: unknown = Reflect.get(owner, name)
  if (!isMethod(method)) throw changed(name)
  return method.bind(owner)
}

function changed(what: string): Error {
  return new Error(`the SDK’s long connection has changed: ${what} is gone`)
}

function isMethod(value: unknown): value is Method {
  return typeof value === 'function'
}

function isSocket(value: unknown): value is Socket {
  return typeof value === 'object' && value !== null && 'pause' in value && 'resume' in value
}
