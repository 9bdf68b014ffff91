import type { WebSocket } from 'ws'
import { isJsonObject, type JsonObject, parseJson } from '../kit/json.ts'
import type { App } from './app.ts'
import type { Platform } from './platform.ts'

/** A topic that callbacks come under. Source: node, constants. */
export const TOPIC = { robot: '/v1.0/im/bot/messages/get', card: '/v1.0/card/instances/callback' } as const

/** A pong that has not come by then will not come. */
const PONG_MS = 5000

/** Closing code of a connection that the gateway ends itself. */
const GOING_AWAY = 1001

/** A callback that was pushed, over all its deliveries. */
export interface Push {
  readonly topic: string
  /** The ids of its deliveries, each with the connection that got it. */
  readonly deliveries: { readonly messageId: string; readonly connection: Connection }[]
  /** How often it was acknowledged. */
  acks: number
  /** The `response` of the first acknowledgement. */
  response: unknown
  readonly pushedAt: number
  ackedAt: number | undefined
}

/** A connection of an app. */
export interface Connection {
  readonly id: string
  readonly app: App
  /** Frames were announced to end. */
  readonly leaving: boolean
  readonly open: boolean
  /** The gateway says that it will end this connection, and does so later. Frames may come until then. */
  disconnect(): void
  /** Breaks the line without a word. */
  drop(): void
  /** The line dies: nothing is read or written any more, and nobody is told. */
  wedge(): void
  /** Sends whatever text, such as what is no frame. */
  send(text: string): void
}

class Line implements Connection {
  readonly id: string
  readonly app: App
  readonly topics: ReadonlySet<string>
  leaving = false
  wedged = false
  readonly #socket: WebSocket
  readonly #platform: Platform

  constructor(id: string, app: App, topics: ReadonlySet<string>, socket: WebSocket, platform: Platform) {
    this.id = id
    this.app = app
    this.topics = topics
    this.#socket = socket
    this.#platform = platform
  }

  get open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  send(text: string): void {
    if (this.open && !this.wedged) this.#socket.send(text)
  }

  disconnect(): void {
    if (this.leaving) return
    this.leaving = true
    this.send(JSON.stringify(frame(this, 'SYSTEM', 'disconnect', `leave-${this.id}`, { reason: 'rebalance' })))
    this.#platform.clock.after(this.#platform.limits.disconnectMs, () => this.#socket.close(GOING_AWAY))
  }

  drop(): void {
    this.#socket.terminate()
  }

  wedge(): void {
    this.wedged = true
    this.#socket.pause()
  }
}

/** The other side of Stream mode: connections of apps, each callback to one of them, again when nobody says that it came. */
export class StreamGateway {
  readonly pushes: Push[] = []
  readonly #platform: Platform
  readonly #lines = new Set<Line>()
  readonly #pings = new Map<string, () => void>()
  #closed = false

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /** The open connections of an app. */
  connections(app: App): readonly Connection[] {
    return [...this.#lines].filter((line) => line.app === app && line.open)
  }

  /** Uses up a ticket; `undefined` when it opens nothing. */
  admit(ticket: string): { readonly app: App; readonly topics: ReadonlySet<string> } | undefined {
    for (const app of this.#platform.apps) {
      const found = app.tickets.get(ticket)
      if (found === undefined) continue
      app.tickets.delete(ticket)
      return found.until > this.#platform.clock.now() ? { app, topics: found.topics } : undefined
    }
    const spoilt = this.#platform.apps.some((app) => [...app.tickets.keys()].some((one) => ticket === decoded(one)))
    if (spoilt) this.#platform.violate('ticket.encoded', 'the ticket was put into the address as it is')
    return undefined
  }

  /** Takes over a connection that a ticket has opened. */
  attach(socket: WebSocket, { app, topics }: { readonly app: App; readonly topics: ReadonlySet<string> }): void {
    const line = new Line(`connection-${this.#platform.serial()}`, app, topics, socket, this.#platform)
    this.#lines.add(line)
    socket.on('message', (data) => this.#hear(String(data)))
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#lines.delete(line)
      this.#platform.watch.changed()
    })
    this.#ping(line)
    this.#platform.watch.changed()
  }

  /** Delivers a callback to a random connection that wants it. Without one it is lost, as far as anybody knows. */
  push(app: App, topic: string, data: JsonObject): Push {
    const { clock } = this.#platform
    const push: Push = {
      topic,
      deliveries: [],
      acks: 0,
      response: undefined,
      pushedAt: clock.now(),
      ackedAt: undefined,
    }
    this.pushes.push(push)
    this.deliver(push, app, data)
    return push
  }

  /** Delivers a callback once more, under another id; later, when nobody is connected for one that was delivered before. */
  deliver(push: Push, app: App, data: JsonObject): void {
    const { clock, limits, random } = this.#platform
    const again = () =>
      clock.after(limits.redeliverMs, () => {
        if (!this.#closed && push.acks === 0 && push.deliveries.length <= limits.redeliveries)
          this.deliver(push, app, data)
      })
    const wanting = [...this.#lines].filter((line) => line.app === app && line.open && line.topics.has(push.topic))
    const line = wanting[Math.floor(random() * wanting.length)]
    if (line === undefined) {
      if (push.deliveries.length > 0) again()
      return
    }
    const messageId = `frame_${this.#platform.serial()}`
    push.deliveries.push({ messageId, connection: line })
    line.send(JSON.stringify(frame(line, 'CALLBACK', push.topic, messageId, data)))
    again()
  }

  /** Breaks all connections. */
  close(): void {
    this.#closed = true
    for (const line of this.#lines) line.drop()
    for (const cancel of this.#pings.values()) cancel()
  }

  #hear(text: string): void {
    const { watch, clock } = this.#platform
    const answer = parseJson(text)
    const headers = isJsonObject(answer) && isJsonObject(answer.headers) ? answer.headers : {}
    const { messageId } = headers
    if (
      !isJsonObject(answer) ||
      typeof messageId !== 'string' ||
      answer.code !== 200 ||
      typeof answer.data !== 'string'
    ) {
      this.#platform.violate('ack.shape', text.slice(0, 200))
      return
    }
    const pinged = this.#pings.get(messageId)
    if (pinged !== undefined) {
      if (isJsonObject(parseJson(answer.data))) pinged()
      return
    }
    const push = this.pushes.find(({ deliveries }) => deliveries.some((one) => one.messageId === messageId))
    if (push === undefined) {
      if (!messageId.startsWith('leave-')) this.#platform.violate('ack.known', `nothing has the id ${messageId}`)
      return
    }
    const data = parseJson(answer.data)
    push.acks += 1
    push.ackedAt ??= clock.now()
    push.response ??= isJsonObject(data) ? data.response : undefined
    watch.changed()
  }

  #ping(line: Line): void {
    const { clock, limits } = this.#platform
    clock.after(limits.pingMs, () => {
      if (!line.open) return
      const messageId = `ping-${this.#platform.serial()}`
      const missing = clock.after(PONG_MS, () => {
        this.#pings.delete(messageId)
        if (line.open && !line.leaving && !line.wedged)
          this.#platform.violate('ping.answered', 'a ping was not answered')
      })
      this.#pings.set(messageId, () => {
        missing()
        this.#pings.delete(messageId)
      })
      line.send(JSON.stringify(frame(line, 'SYSTEM', 'ping', messageId, { opaque: messageId })))
      this.#ping(line)
    })
  }
}

/** A frame. Source: facts 2.4. */
function frame(
  line: Line,
  type: 'SYSTEM' | 'CALLBACK',
  topic: string,
  messageId: string,
  data: JsonObject,
): JsonObject {
  return {
    specVersion: '1.0',
    type,
    headers: {
      appId: line.app.clientId,
      connectionId: line.id,
      contentType: 'application/json',
      messageId,
      time: String(Date.now()),
      topic,
    },
    data: JSON.stringify(data),
  }
}

/** What a ticket becomes in an address when it is not encoded. */
function decoded(ticket: string): string {
  return new URLSearchParams(`t=${ticket}`).get('t') ?? ''
}
