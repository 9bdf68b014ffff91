import type { Clock } from '@holdline/bridge'
import { DWClient, type DWClientDownStream } from 'dingtalk-stream'
import { WebSocket } from 'ws'
import type { StreamTicket } from './api.ts'
import { DingtalkFailure } from './errors.ts'
import { MAX_UNANSWERED_PINGS, OPEN_TIMEOUT_MS, PING_EVERY_MS } from './limits.ts'
import { useSocket } from './sdk-private.ts'

/** Why a connection has ended. */
export type StreamEnd = 'closed' | 'silent' | 'stopped'

/** What a {@link StreamClient} is made of. */
export interface StreamOptions {
  readonly clientId: string
  readonly clientSecret: string
  readonly clock: Clock
  /** Asks for a ticket to the topics that are listened to. */
  readonly ticket: (topics: readonly string[], signal: AbortSignal) => Promise<StreamTicket>
  /** Something went wrong with one frame; the others go on. */
  readonly onError: (error: unknown) => void
}

/** What a frame brings. */
export interface StreamFrame {
  readonly messageId: string
  /** JSON, as a text. */
  readonly data: string
}

/**
 * One connection of Stream mode, by the SDK's client with its defects mended. The SDK wedges for ever when anything
 * throws while a frame is handled, never rejects `connect`, retries by itself in storms that cannot be stopped, leaks
 * timers, shares its subscriptions among all instances, does not notice dead lines, forgets that messages still come
 * after “disconnect”, and writes to stdout. Here:
 *
 * - what throws is told to `onError`, and the next frame is handled
 * - `connect` rejects, in time, and at once when the client is ended meanwhile; a client connects once, and a supervisor
 *   makes the next one
 * - a topic that would not be subscribed to is refused
 * - the line is asked for signs of life, and ended without them; `ended` says that it is over, and why
 * - of an ended client nothing is left, no timer and no line
 * - `onLeave` tells that the gateway wants the connection to end; frames are handled until it has
 */
export class StreamClient extends DWClient {
  /** Resolves when the connection is over. Never rejects. */
  readonly ended: Promise<StreamEnd>
  /** Called once when the gateway announces that it will end the connection. */
  onLeave: () => void = () => {}
  readonly #options: StreamOptions
  readonly #topics: string[] = []
  readonly #end: (why: StreamEnd) => void
  readonly #opening = new AbortController()
  /** Why it is not to be opened any more. */
  #givenUp: DingtalkFailure | undefined
  #begun = false
  #ws: WebSocket | undefined
  #url: URL | undefined
  /** Pings since the last answer to one. */
  #unanswered = 0
  #cancelPing: () => void = () => {}

  constructor(options: StreamOptions) {
    const { clientId, clientSecret } = options
    // The SDK's own list of subscriptions would be shared by all clients of the process.
    const own = { clientId, clientSecret, keepAlive: false, autoReconnect: false, subscriptions: [] }
    super(own)
    this.#options = options
    const { promise, resolve } = Promise.withResolvers<StreamEnd>()
    this.ended = promise
    this.#end = resolve
  }

  /** Listens to a topic. Before `connect`: later ones would not be subscribed to. @throws {Error} after it */
  listen(topic: string, handle: (frame: StreamFrame) => Promise<void> | void): this {
    if (this.#begun) throw new Error('topics are named before a stream client connects')
    this.#topics.push(topic)
    return this.registerCallbackListener(topic, ({ headers: { messageId }, data }) => {
      void (async () => await handle({ messageId, data }))().catch(this.#options.onError)
    })
  }

  /** Says that a frame is done with. False: the connection is gone, and the platform may send it again. */
  acknowledge(messageId: string, response: unknown = null): boolean {
    if (this.#ws?.readyState !== WebSocket.OPEN) return false
    this.socketCallBackResponse(messageId, response)
    return true
  }

  /** @throws {DingtalkFailure} */
  override async getEndpoint(): Promise<this> {
    const { endpoint, ticket } = await this.#options.ticket(this.#topics, this.#opening.signal)
    // A ticket that comes too late opens no line: nobody would end it.
    if (this.#givenUp !== undefined) throw this.#givenUp
    const url = new URL(endpoint)
    // The SDK puts the ticket in as it is; it has characters that mean something else there.
    url.searchParams.set('ticket', ticket)
    this.#url = url
    return this
  }

  /** Connects, once. @throws {DingtalkFailure} when it cannot, or not in time */
  override async connect(): Promise<void> {
    if (this.#begun) throw new Error('a stream client connects once')
    this.#begun = true
    const cancel = this.#options.clock.after(OPEN_TIMEOUT_MS, () =>
      this.#giveUp(new DingtalkFailure('lost', 'stream: it did not open in time')),
    )
    try {
      await this.getEndpoint()
      await this._connect()
    } catch (error) {
      throw this.#givenUp ?? error
    } finally {
      cancel()
    }
  }

  override _connect(): Promise<void> {
    if (this.#url === undefined || this.#ws !== undefined) throw new Error('a stream client connects once')
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const ws = new WebSocket(this.#url, { perMessageDeflate: false })
    this.#ws = ws
    useSocket(this, ws)
    const { signal } = this.#opening
    const giveUp = () => ws.terminate()
    signal.addEventListener('abort', giveUp)
    ws.on('open', () => {
      signal.removeEventListener('abort', giveUp)
      this.connected = true
      this.#ping()
      resolve()
    })
    // Only an answer shows that both ways are open: frames may still come by a line on which nothing goes out.
    ws.on('pong', () => {
      this.#unanswered = 0
    })
    ws.on('message', (data) => this.onDownStream(String(data)))
    ws.on('unexpected-response', (_request, { statusCode = 0 }) => {
      reject(new DingtalkFailure('refused', `stream: the connection was refused with ${statusCode}`))
      ws.terminate()
    })
    ws.on('error', ({ name, ...error }) => {
      reject(new DingtalkFailure('lost', `stream: ${'code' in error ? String(error.code) : name}`))
      ws.terminate()
    })
    ws.on('close', () => {
      this.#over('closed')
      reject(new DingtalkFailure('lost', 'stream: closed before it was open'))
    })
    return promise
  }

  /** Ends the connection; nothing is handled any more. */
  override disconnect(): void {
    const ws = this.#ws
    this.#giveUp(new DingtalkFailure('stopped', 'stream: it was ended while it was opened'))
    this.#over('stopped')
    this.removeAllListeners()
    if (ws === undefined || ws.readyState === WebSocket.CLOSED) return
    ws.close()
    // A line that is dead does not answer the closing: then it is cut.
    ws.once(
      'close',
      this.#options.clock.after(OPEN_TIMEOUT_MS, () => ws.terminate()),
    )
  }

  override onDownStream(data: string): void {
    try {
      super.onDownStream(data)
    } catch (error) {
      this.#options.onError(error)
    }
  }

  override onSystem(downstream: DWClientDownStream): void {
    // The SDK would take the connection for closed; but frames come until it is.
    if (downstream.headers.topic === 'disconnect') this.onLeave()
    else super.onSystem(downstream)
  }

  override onCallback(message: DWClientDownStream): void {
    // An event of the name “error” would be thrown, and topics are the platform's to name.
    if (this.#topics.includes(message.headers.topic)) super.onCallback(message)
  }

  #giveUp(why: DingtalkFailure): void {
    this.#givenUp ??= why
    this.#opening.abort()
  }

  /** Counts pings and not time: a process that stood still has the answers waiting, and they are read before the next ping. */
  #ping(): void {
    this.#cancelPing = this.#options.clock.after(PING_EVERY_MS, () => {
      if (this.#unanswered >= MAX_UNANSWERED_PINGS) {
        this.#over('silent')
        this.#ws?.terminate()
        return
      }
      this.#unanswered += 1
      this.#ws?.ping()
      this.#ping()
    })
  }

  #over(why: StreamEnd): void {
    this.connected = false
    this.#cancelPing()
    this.#cancelPing = () => {}
    this.#end(why)
  }
}
