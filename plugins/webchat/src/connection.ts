import {
  type ChatRef,
  type Clock,
  type Inbound,
  type Inbox,
  type Logger,
  type Person,
  type Receipt,
  StoreUnavailableError,
  type TapAnswer,
} from '@holdline/bridge'
import type { WebSocket } from 'ws'
import type { ChatFeed, FeedReader } from './chat-feed.ts'
import type { ChatFeeds } from './chat-feeds.ts'
import { newChatId, newPressId } from './chat-id.ts'
import type { Decoded } from './decode.ts'
import { userMessageWrite } from './encode.ts'
import type { EventLogPort } from './event-log.ts'
import { EventPump } from './event-pump.ts'
import { type Greeting, greetingOf } from './greeting.ts'
import { Incoming } from './incoming.ts'
import { MAX_CONNECTIONS_PER_CHAT, MAX_IN_FLIGHT, MESSAGE_RATE } from './limits.ts'
import { Outgoing } from './outgoing.ts'
import type { HelloFrame, SendFrame, TapFrame } from './protocol.ts'
import { TokenBucket, takeAll } from './rate-limit.ts'
import type { ServerTexts, WordedError } from './texts.ts'

/** What all connections of an account share. */
export interface ConnectionParts {
  readonly account: string
  readonly log: EventLogPort
  readonly feeds: ChatFeeds
  readonly clock: Clock
  readonly logger: Logger
  readonly texts: ServerTexts
  /** Whether a text is a control command: such are never refused for their number. */
  readonly isControl: (text: string) => boolean
  /** Where messages and taps go; `null` once nothing is received any more. */
  readonly inbox: () => Inbox | null
  /** Asks for {@link Connection.goOn} at the next tick. */
  readonly later: (connection: Connection) => void
}

/** A chat that this connection has said hello to. */
interface Open {
  readonly chat: ChatRef
  readonly person: Person
  readonly feed: ChatFeed
  readonly pump: EventPump
}

/** One WebSocket: answers each frame, and shows the chat's events. */
export class Connection implements FeedReader {
  readonly #parts: ConnectionParts
  readonly #socket: WebSocket
  readonly #out: Outgoing
  readonly #in: Incoming
  readonly #messages: TokenBucket
  #locale: string
  #open: Open | null = null
  #greeting = false
  #inFlight = 0
  #heard = true
  // What was taken at the last beat, if something waited then.
  #waitedAt: number | null = null
  #limited = false

  /** `locale` is the language until hello says another. */
  constructor(socket: WebSocket, locale: string, parts: ConnectionParts) {
    this.#parts = parts
    this.#socket = socket
    this.#locale = locale
    this.#messages = new TokenBucket(MESSAGE_RATE, parts.clock.now())
    this.#out = new Outgoing(socket, () => this.goOn())
    this.#in = new Incoming(socket, {
      out: this.#out,
      clock: parts.clock,
      isControl: parts.isControl,
      isFree: () => !this.#greeting && this.#inFlight < MAX_IN_FLIGHT,
      take: (decoded) => this.#take(decoded),
      onLimit: () => parts.later(this),
    })
    socket.on('pong', () => {
      this.#heard = true
    })
  }

  /** Whether it has said hello. */
  get isOpen(): boolean {
    return this.#open !== null
  }

  /** The chat has news. */
  wake(): void {
    this.#open?.pump.wake()
  }

  /** Goes on with what had to wait: for time, for room, or for the store. */
  goOn(): void {
    this.#in.goOn()
    this.wake()
  }

  /**
   * One heartbeat: `gone` when the peer has shown no life since the last one, `stalled` when it lives but has taken
   * nothing of what waits for it.
   */
  beat(): 'alive' | 'stalled' | 'gone' {
    if (this.#out.isPending && this.#out.progress === this.#waitedAt) return 'stalled'
    // While we do not read, we do not hear pongs either.
    if (!this.#heard && !this.#socket.isPaused) return 'gone'
    this.#heard = this.#socket.isPaused
    this.#out.ping()
    this.#waitedAt = this.#out.isPending ? this.#out.progress : null
    this.wake()
    return 'alive'
  }

  /** The socket is gone. */
  closed(): void {
    this.#in.clear()
    if (this.#open === null) return
    this.#open.pump.stop()
    this.#open.feed.leave(this)
  }

  /** Says goodbye, and takes nothing more from the peer. */
  close(code: number, reason: string): void {
    this.#in.clear()
    this.#socket.close(code, reason)
    // A paused socket would not read the peer's answer.
    this.#socket.resume()
  }

  #take(decoded: Decoded): void {
    if (!decoded.ok) {
      const { code, ok: _, ...ids } = decoded
      this.#refuse(code, ids)
    } else if (decoded.frame.type === 'hello') {
      if (this.#open === null) void this.#hello(decoded.frame)
      else this.#refuse('bad_frame')
    } else if (this.#open === null) this.#refuse('hello_first', idsOf(decoded.frame))
    else if (decoded.frame.type === 'send') this.#message(decoded.frame, this.#open)
    else this.#tap(decoded.frame, this.#open)
  }

  async #hello(frame: HelloFrame): Promise<void> {
    this.#greeting = true
    this.#locale = frame.locale ?? this.#locale
    try {
      await this.#greet(frame)
    } catch (error) {
      this.#failed(error, {})
    } finally {
      this.#greeting = false
      this.goOn()
    }
  }

  async #greet(frame: HelloFrame): Promise<void> {
    const { log, feeds, account } = this.#parts
    if (frame.chat !== null && !(await log.known(frame.chat))) {
      this.#refuse('unknown_chat')
      return
    }
    const chat = frame.chat ?? newChatId()
    if (frame.chat === null) await log.create(chat)
    const feed = feeds.of(chat)
    if (feed.readers.size >= MAX_CONNECTIONS_PER_CHAT) {
      this.#refuse('unavailable')
      this.close(1013, 'too many connections of this chat')
      return
    }
    feed.readers.add(this)
    let greeting: Greeting
    try {
      greeting = greetingOf(await log.bounds(feed.scope), feed.live, frame.resumeFrom)
    } catch (error) {
      feed.leave(this)
      throw error
    }
    if (this.#socket.readyState !== this.#socket.OPEN) {
      feed.leave(this)
      return
    }
    const { clock, logger } = this.#parts
    const onTrouble = () => this.#parts.later(this)
    const pump = new EventPump({ feed, log, out: this.#out, clock, logger, onTrouble }, greeting.after)
    const person = { id: chat, ...(frame.locale !== null && { locale: frame.locale }) }
    this.#open = { chat: { channel: 'webchat', account, kind: 'direct', chat }, person, feed, pump }
    this.#out.send({ type: 'ready', chat, lastEventId: greeting.lastEventId })
    if (greeting.reset) this.#out.send({ type: 'reset' })
    feed.renewTyping(greeting.after)
    if (frame.locale !== null) this.#speaks(this.#open)
  }

  /** Tells the core the language, without waiting: it only changes the words of what is shown. */
  #speaks({ chat, person }: Open): void {
    this.#parts
      .inbox()
      ?.speaks(chat, person)
      .catch((error: unknown) => this.#parts.logger.warn({ error }, 'webchat: a language could not be kept'))
  }

  #message(frame: SendFrame, open: Open): void {
    const { clientId } = frame
    const inbox = this.#parts.inbox()
    const now = this.#parts.clock.now()
    const exempt = this.#parts.isControl(frame.text)
    const waitMs = exempt ? 0 : takeAll(now, this.#messages, open.feed.messages)
    if (inbox === null || waitMs > 0) {
      if (inbox === null) this.#refuse('unavailable', { clientId })
      else this.#limit(clientId, waitMs)
      return
    }
    const release = open.pump.hold()
    this.#ask(
      () => inbox.message(inboundOf(frame, open, now)),
      (receipt) => this.#answer(clientId, receipt),
      { clientId },
      () => {
        release()
        open.feed.grew()
      },
    )
  }

  #tap({ noticeId, action, token }: TapFrame, open: Open): void {
    const inbox = this.#parts.inbox()
    if (inbox === null) {
      this.#refuse('unavailable', { noticeId })
      return
    }
    const { chat, person, feed } = open
    const dedupeKey = `${chat.chat}:tap:${newPressId()}`
    this.#ask(
      () => inbox.tap({ dedupeKey, chat, person, action, token, noticeId }),
      ({ result, text }) => this.#toast({ noticeId, action, result, text }),
      { noticeId },
      () => feed.grew(),
    )
  }

  /** Calls the core now, so that frames reach it in their order, and answers when it has. */
  #ask<T>(call: () => Promise<T>, answer: (result: T) => void, ids: FrameIds, done: () => void): void {
    this.#inFlight += 1
    Promise.try(call)
      .then(answer)
      .catch((error: unknown) => this.#failed(error, ids))
      .finally(() => {
        this.#inFlight -= 1
        done()
        this.#in.goOn()
      })
  }

  #answer(clientId: string, receipt: Receipt): void {
    if (receipt.type === 'ignored') {
      this.#parts.logger.error({ why: receipt.why }, 'webchat: a direct message was ignored')
      this.#refuse('unavailable', { clientId })
    } else if (receipt.type === 'refused') {
      const { disposition, retryAfterMs } = receipt.busy
      // A gateway that is going down will be back, and its queue is not the trouble.
      const draining = disposition.type === 'refused' && disposition.why === 'draining'
      const code = draining ? 'unavailable' : 'queue_full'
      const retry = retryAfterMs === null ? {} : { retryAfterMs }
      this.#out.send({ type: 'error', code, clientId, text: receipt.text, ...retry })
    } else {
      this.#out.send({ type: 'accepted', clientId, messageId: receipt.messageId })
      if (receipt.type === 'control' && receipt.answer !== undefined) this.#toast(receipt.answer)
    }
  }

  #toast({ noticeId, action, result, text }: TapAnswer): void {
    this.#out.send({ type: 'toast', noticeId, action, result, text })
  }

  #failed(error: unknown, ids: FrameIds): void {
    const expected = error instanceof StoreUnavailableError
    if (expected) this.#parts.logger.warn({ error }, 'webchat: the store is unavailable')
    else this.#parts.logger.error({ error }, 'webchat: a frame could not be dealt with')
    this.#refuse('unavailable', ids)
  }

  #limit(clientId: string, retryAfterMs: number): void {
    if (!this.#limited) this.#parts.logger.warn({ retryAfterMs }, 'webchat: a connection sends too many messages')
    this.#limited = true
    const text = this.#text('rate_limited', { seconds: Math.ceil(retryAfterMs / 1000) })
    this.#out.send({ type: 'error', code: 'rate_limited', clientId, text, retryAfterMs })
  }

  #refuse(code: WordedError, ids: FrameIds = {}): void {
    this.#parts.logger.debug({ code }, 'webchat: a frame was refused')
    this.#out.send({ type: 'error', code, ...ids, text: this.#text(code) })
  }

  #text(code: WordedError, params?: Readonly<Record<string, number>>): string {
    const inbox = this.#parts.inbox()
    const locale = this.#open && inbox ? inbox.locale(this.#open.chat, this.#open.person) : this.#locale
    return this.#parts.texts(locale, `error.${code}`, params)
  }
}

/** The ids by which a client finds what an error is about. */
interface FrameIds {
  readonly clientId?: string
  readonly noticeId?: string
}

function idsOf(frame: SendFrame | TapFrame): FrameIds {
  return frame.type === 'send' ? { clientId: frame.clientId } : { noticeId: frame.noticeId }
}

function inboundOf({ clientId, text }: SendFrame, { chat, person, feed }: Open, now: number): Inbound {
  return {
    dedupeKey: `${chat.chat}:${clientId}`,
    chat,
    sender: person,
    text,
    attachments: [],
    address: { by: 'direct', fromBot: false, everyone: false },
    // The platform's id is ours: the core uses the id under which it accepts the message.
    ref: '',
    receivedAt: now,
    log: (messageId, rest) => [userMessageWrite(feed.scope, messageId, rest)],
  }
}
