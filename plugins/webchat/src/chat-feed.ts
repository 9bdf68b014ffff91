import type { Clock, PartialReply } from '@holdline/bridge'
import { partialFrame, typingFrame } from './encode.ts'
import type { EventLogPort } from './event-log.ts'
import { IDLE_CHAT_MS, MAX_STREAMS_PER_CHAT, MESSAGE_RATE, STREAM_EVERY_MS, TYPING_EVERY_MS } from './limits.ts'
import { LiveEvents } from './live-events.ts'
import { TokenBucket } from './rate-limit.ts'
import type { StoredEvent } from './stored-event.ts'
import { FINAL_REVISION, SubjectIndex } from './subject-index.ts'

/** Who wants to know that a chat has news. It then looks for itself. */
export interface FeedReader {
  wake(): void
}

const TYPING = 'typing'

/** One chat in memory while somebody reads it or the agent writes it. Everything that matters is in the log. */
export class ChatFeed {
  readonly scope: string
  /** The chat's budget for messages, whatever number of connections they come from. */
  readonly messages: TokenBucket
  readonly live = new LiveEvents()
  readonly readers = new Set<FeedReader>()
  readonly #log: EventLogPort
  readonly #clock: Clock
  readonly #index: SubjectIndex
  // Streamed revisions that wait for their turn, the latest of each message.
  readonly #partials = new Map<string, PartialReply>()
  // Messages whose final text is on its way or in the log: nothing streamed may come after it.
  readonly #finished = new Set<string>()
  #version = 0
  #writing: Promise<unknown> = Promise.resolve()
  #streaming = false
  #typingUntil = 0
  #usedAt: number

  constructor(scope: string, log: EventLogPort, clock: Clock) {
    this.scope = scope
    this.#log = log
    this.#clock = clock
    this.#index = new SubjectIndex(log, scope)
    this.#usedAt = clock.now()
    this.messages = new TokenBucket(MESSAGE_RATE, this.#usedAt)
  }

  /** Counts the times that the log may have grown. */
  get version(): number {
    return this.#version
  }

  /** The log may have grown: every reader looks. */
  grew(): void {
    this.#version += 1
    this.#wake()
  }

  /**
   * Writes an event unless the log has this revision, or a later one, already. Writes of one chat are serial.
   *
   * @throws {StoreUnavailableError}
   */
  write(subject: string, event: StoredEvent): Promise<void> {
    const revision = event.type === 'notice' ? event.revision : FINAL_REVISION
    const written = this.#writing.then(async () => {
      this.#usedAt = this.#clock.now()
      if (await this.#index.has(subject, revision)) return
      this.live.saw(await this.#log.append({ scope: this.scope, subject, body: event }, 0))
      this.grew()
    })
    this.#writing = written.catch(() => undefined)
    return written
  }

  /** The final text of a message is being written: what was streamed of it is over. */
  finish(messageId: string): void {
    this.#partials.delete(messageId)
    this.live.drop(messageId)
    this.#finished.add(messageId)
    const [oldest] = this.#finished
    // A message of many answers ago is not streamed any more.
    if (oldest !== undefined && this.#finished.size > MAX_STREAMS_PER_CHAT * 2) this.#finished.delete(oldest)
  }

  /** Shows a revision of a streamed answer, now or as soon as the pace allows; a later one replaces a waiting one. */
  stream(partial: PartialReply): void {
    if (this.#finished.has(partial.messageId)) return
    this.#usedAt = this.#clock.now()
    this.#partials.set(partial.messageId, partial)
    if (!this.#streaming) void this.#showPartials()
  }

  /** Typing begins or goes on, or ends. */
  typing(on: boolean): void {
    this.#usedAt = this.#clock.now()
    this.#typingUntil = on ? this.#usedAt + 2 * TYPING_EVERY_MS : 0
    this.live.put(TYPING, (id) => typingFrame(id, on))
    this.#wake()
  }

  /**
   * Tells anew that typing goes on, for who comes back after the event `after`: they have forgotten it, and may have seen
   * later ids than its event has.
   */
  renewTyping(after: number): void {
    if (this.#clock.now() >= this.#typingUntil) return
    if (this.live.between(after, this.live.entry).some(({ type }) => type === 'typing')) return
    this.live.put(TYPING, (id) => typingFrame(id, true))
    this.#wake()
  }

  /** Whether nothing here would be missed. */
  isIdle(now: number): boolean {
    const quiet = this.readers.size === 0 && !this.#streaming && now >= this.#typingUntil
    return quiet && now - this.#usedAt >= IDLE_CHAT_MS && this.messages.isFull(now)
  }

  /** A reader left: the idle time begins. */
  leave(reader: FeedReader): void {
    this.readers.delete(reader)
    this.#usedAt = this.#clock.now()
  }

  async #showPartials(): Promise<void> {
    this.#streaming = this.#partials.size > 0
    if (!this.#streaming) return
    const shown = this.live.subjects()
    if ([...this.#partials.keys()].some((messageId) => !shown.includes(messageId))) await this.#seeQuestions()
    for (const [messageId, partial] of this.#partials) this.live.put(messageId, (id) => partialFrame(id, partial))
    this.#partials.clear()
    const streams = this.live.subjects().filter((subject) => subject !== TYPING)
    for (const subject of streams.slice(0, -MAX_STREAMS_PER_CHAT)) this.live.drop(subject)
    this.#wake()
    this.#clock.after(STREAM_EVERY_MS, () => void this.#showPartials())
  }

  /** The gate has written the question into the log by itself; an answer that begins must come after it. */
  async #seeQuestions(): Promise<void> {
    try {
      this.live.saw((await this.#log.bounds(this.scope))?.last ?? 0)
    } catch {
      // Streamed text is worth showing, even at the wrong place: the final text will be at the right one.
    }
  }

  #wake(): void {
    for (const reader of this.readers) reader.wake()
  }
}
