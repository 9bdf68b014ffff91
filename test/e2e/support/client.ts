import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { ClientFrame, FrameOf, Message, Notice, ServerFrame, Toast } from './frames.ts'
import { ProtocolRules } from './protocol-rules.ts'

/** Ten times what the slowest answer of an idle machine takes. */
const PATIENCE_MS = 30_000

/** Frames that a failed wait shows: enough to see what came instead. */
const SHOWN_FRAMES = 12

/** How a client comes in. */
export interface Entry {
  /** Default: a new chat. */
  readonly chat?: string
  /** Default: everything that is retained. */
  readonly resumeFrom?: number
  /** Default `en`. */
  readonly locale?: string
  /** The access token. */
  readonly token?: string
  /** As a browser would send it. */
  readonly origin?: string
}

/** What a wait looks for: anything but nothing. */
type Found<T> = Exclude<T, undefined | null | false>

// Tabs of one chat must not give two messages one name.
let sentByAll = 0

interface Waiter {
  readonly look: () => boolean
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * A person's chat as a plain WebSocket client of the public protocol sees it. It keeps what it was shown over all its
 * connections and holds the server to {@link ProtocolRules} on every frame; leaving it (`await using`) fails when one
 * was broken or something was left unanswered.
 */
export class ChatClient {
  /** Every frame, over all connections, in order. */
  readonly frames: ServerFrame[] = []
  /** The latest revision of each message, by id, in the order of their first appearance. */
  readonly messages = new Map<string, Message>()
  /** The latest revision of each notice, by id. */
  readonly notices = new Map<string, Notice>()
  /** What each `clientId` was accepted as. */
  readonly accepted = new Map<string, string>()
  typing = false
  chat = ''
  lastEventId = 0
  #socket: WebSocket
  readonly #url: string
  readonly #entry: Entry
  readonly #rules = new ProtocolRules()
  readonly #waiters = new Set<Waiter>()
  #broken: Error | null = null
  // The test knows that a rule was broken.
  #isTold = false
  #closeCode = 0

  private constructor(url: string, entry: Entry) {
    this.#url = url
    this.#entry = entry
    this.#socket = this.#dial()
  }

  /** Connects to a gateway's base URL and says hello; resolves when it is ready. */
  static async open(url: string, entry: Entry = {}): Promise<ChatClient> {
    const client = new ChatClient(url, entry)
    await client.#greet(entry.chat ?? null, entry.resumeFrom ?? null)
    return client
  }

  /** Sends a message or a command. Returns its `clientId`. The same one again is the same message. */
  send(text: string, clientId = `c${++sentByAll}`): string {
    this.transmit({ type: 'send', clientId, text })
    return clientId
  }

  /** Sends a message; resolves with the id that it was accepted under. */
  async say(text: string): Promise<string> {
    const clientId = this.send(text)
    return await this.until(() => this.accepted.get(clientId))
  }

  /** Presses a button of a notice, or what it would be if there were one; resolves with the toast. */
  async tap(notice: Notice, action: string): Promise<Toast> {
    const token = notice.actions.find((one) => one.action === action)?.token
    if (token === undefined) throw new Error(`no button "${action}" on ${JSON.stringify(notice)}`)
    return await this.press({ noticeId: notice.noticeId, action, token })
  }

  /** Presses a button that may not exist. */
  async press(tap: { readonly noticeId: string; readonly action: string; readonly token: string }): Promise<Toast> {
    const from = this.frames.length
    this.transmit({ type: 'tap', ...tap })
    return await this.until(() =>
      this.framesOf('toast', from).find((toast) => toast.noticeId === tap.noticeId && toast.action === tap.action),
    )
  }

  /** Sends a command in words; resolves with the toast or the notice that answers it. */
  async command(text: string): Promise<Toast | Notice> {
    const from = this.frames.length
    await this.say(text)
    return await this.until(
      () => this.framesOf('toast', from)[0] ?? this.framesOf('notice', from).find(({ kind }) => kind === 'info'),
    )
  }

  /** Sends a frame. */
  transmit(frame: ClientFrame): void {
    this.#rules.sent(frame)
    this.#socket.send(JSON.stringify(frame))
  }

  /** Sends anything at all. */
  raw(data: string | Buffer): void {
    this.#rules.sentAnything()
    this.#socket.send(data)
  }

  /** The frames of a type, from the given place on. */
  framesOf<T extends ServerFrame['type']>(type: T, from = 0): readonly FrameOf<T>[] {
    return this.frames.slice(from).filter((frame): frame is FrameOf<T> => frame.type === type)
  }

  /** Every revision of a notice that was shown. */
  revisionsOf(noticeId: string): readonly Notice[] {
    return this.framesOf('notice').filter((notice) => notice.noticeId === noticeId)
  }

  /** The final answers to a message. */
  answersTo(messageId: string): readonly Message[] {
    return [...this.messages.values()].filter(({ replyTo, state }) => replyTo === messageId && state === 'final')
  }

  /** Waits for the final answer to a message. */
  answer(messageId: string): Promise<Message> {
    return this.until(() => this.answersTo(messageId)[0])
  }

  /** The notices that are live now. */
  get live(): readonly Notice[] {
    return [...this.notices.values()].filter(({ state }) => state === 'live')
  }

  /** The latest revision of a notice. @throws when it was never shown */
  notice(noticeId: string): Notice {
    const notice = this.notices.get(noticeId)
    if (notice === undefined) throw new Error(`notice ${noticeId} was never shown`)
    return notice
  }

  /** Waits for a busy notice that is live. */
  busy(): Promise<Notice> {
    return this.until(() => this.live.find(({ kind }) => kind === 'busy'))
  }

  /**
   * Waits until `look` finds something in what was received. It is asked now and after every frame.
   * @throws when the server breaks the protocol meanwhile, or nothing is found in time
   */
  async until<T>(look: (client: this) => T, timeoutMs = PATIENCE_MS): Promise<Found<T>> {
    this.#failIfBroken()
    let found = look(this)
    if (isFound(found)) return found
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiter: Waiter = {
      look: () => {
        found = look(this)
        return isFound(found)
      },
      resolve,
      reject,
    }
    this.#waiters.add(waiter)
    const timer = setTimeout(() => reject(new Error(this.#inVain(String(look), timeoutMs))), timeoutMs)
    await promise.finally(() => {
      clearTimeout(timer)
      this.#waiters.delete(waiter)
    })
    if (!isFound(found)) throw new Error('a waiter was woken for nothing')
    return found
  }

  /** Resolves with the code that the connection was closed with. */
  async closed(): Promise<number> {
    if (this.#socket.readyState !== WebSocket.CLOSED) await once(this.#socket, 'close')
    return this.#closeCode
  }

  /** Stops to read, or reads on: what the server sends stays in the network. */
  set reading(on: boolean) {
    if (on) this.#socket.resume()
    else this.#socket.pause()
  }

  /** Leaves without a word, as a lost network does. */
  async cut(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return
    const gone = once(this.#socket, 'close')
    this.#socket.terminate()
    await gone
  }

  /**
   * Comes back to the same chat, by default after the last event that it has seen; before what was still being written,
   * though: a gateway that has died does not know of that any more.
   */
  async reconnect({ resumeFrom = this.#resumePoint } = {}): Promise<void> {
    await this.cut()
    for (const { messageId, id } of this.messages.values()) if (id > resumeFrom) this.messages.delete(messageId)
    this.typing = false
    this.#rules.connected()
    this.#socket = this.#dial()
    await this.#greet(this.chat, resumeFrom)
  }

  get #resumePoint(): number {
    const growing = [...this.messages.values()].filter(({ state }) => state === 'partial')
    return Math.min(this.lastEventId, ...growing.map(({ id }) => id - 1))
  }

  /** Leaves, and fails if the server broke a rule or owes an answer. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.#broken === null && this.#socket.readyState === WebSocket.OPEN)
        await this.until(() => this.#rules.unanswered.length === 0)
      if (!this.#isTold) this.#failIfBroken()
    } finally {
      await this.cut()
    }
  }

  #dial(): WebSocket {
    const { token, origin } = this.#entry
    const protocols = ['holdline.v1', ...(token === undefined ? [] : [`auth.${token}`])]
    const socket = new WebSocket(
      `${this.#url.replace(/^http/, 'ws')}/ws`,
      protocols,
      origin === undefined ? {} : { origin },
    )
    socket.on('error', () => {})
    socket.on('message', (data) => this.#take(data.toString()))
    socket.on('close', (code) => {
      this.#closeCode = code
      this.#look()
    })
    return socket
  }

  async #greet(chat: string | null, resumeFrom: number | null): Promise<void> {
    await once(this.#socket, 'open')
    const from = this.frames.length
    this.transmit({ type: 'hello', chat, resumeFrom, locale: this.#entry.locale ?? 'en' })
    const answer = await this.until(() => this.framesOf('ready', from)[0] ?? this.framesOf('error', from)[0])
    if (answer.type === 'error') throw new Error(`hello was answered with ${answer.code}`)
  }

  #take(data: string): void {
    try {
      const frame = this.#rules.received(data)
      this.frames.push(frame)
      this.#note(frame)
    } catch (error) {
      this.#broken ??= error instanceof Error ? error : new Error(String(error))
      this.#isTold ||= this.#waiters.size > 0
      for (const waiter of this.#waiters) waiter.reject(this.#broken)
    }
    this.#look()
  }

  #failIfBroken(): void {
    if (this.#broken === null) return
    this.#isTold = true
    throw this.#broken
  }

  #note(frame: ServerFrame): void {
    if ('id' in frame) this.lastEventId = frame.id
    if (frame.type === 'ready') this.chat = frame.chat
    if (frame.type === 'accepted') this.accepted.set(frame.clientId, frame.messageId)
    if (frame.type === 'message') this.messages.set(frame.messageId, frame)
    if (frame.type === 'notice') this.notices.set(frame.noticeId, frame)
    if (frame.type === 'typing') this.typing = frame.on
  }

  #look(): void {
    for (const waiter of this.#waiters) if (waiter.look()) waiter.resolve()
  }

  #inVain(look: string, timeoutMs: number): string {
    const seen = this.frames.slice(-SHOWN_FRAMES).map((frame) => JSON.stringify(frame))
    return `not within ${timeoutMs} ms: ${look}\nthe last frames:\n${seen.join('\n')}`
  }
}

function isFound<T>(value: T): value is Found<T> {
  return value !== undefined && value !== null && value !== false
}
