import { ChannelError, type ChatRef, type Clock, chatKeyOf, Recent } from '@holdline/bridge'
import { CALL_EVERY_MS, LONGEST_TURN_WAIT_MS, REMEMBERED } from './limits.ts'

/**
 * What a call is for, the most urgent first: the answer to a `tap`, which a person is looking at; an `answer`, or the end
 * of a notice; a new `notice`; an `edit` of one that goes on; `typing` and the like.
 */
export const CALL_KINDS = ['tap', 'answer', 'notice', 'edit', 'typing'] as const

/** One of {@link CALL_KINDS}. */
export type CallKind = (typeof CALL_KINDS)[number]

/** A call that waits. */
interface Waiting {
  readonly go: () => void
  readonly giveUp: () => void
  readonly until: number
}

/**
 * Keeps a community below VK's calls per second, spread evenly, and lets what people wait for go first: an answer to a
 * tap waits for one call at the most. Chats in which VK asked for less are left alone for a while.
 */
export class Budget {
  readonly #clock: Clock
  readonly #everyMs: number
  readonly #queues = new Map<CallKind, Waiting[]>(CALL_KINDS.map((kind) => [kind, []]))
  readonly #paused = new Recent<string, number>(REMEMBERED)
  #nextAt = 0
  #timer: (() => void) | null = null

  constructor(clock: Clock, everyMs: number = CALL_EVERY_MS) {
    this.#clock = clock
    this.#everyMs = everyMs
  }

  /**
   * Waits for its turn. `chat`: what it is about, where that may be paused.
   * @throws {ChannelError} with effect `retry` when its turn is too far away to wait for it here
   */
  async take(kind: CallKind, chat?: ChatRef): Promise<void> {
    const now = this.#clock.now()
    const paused = chat === undefined ? 0 : this.#pausedFor(chat)
    if (paused > 0) throw new ChannelError('retry', 'VK wants a pause in this chat', { retryAfterMs: paused })
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const giveUp = () => reject(new ChannelError('retry', 'too many calls to VK just now', { retryAfterMs: 1000 }))
    this.#queues.get(kind)?.push({ go: resolve, giveUp, until: now + LONGEST_TURN_WAIT_MS })
    this.#serve()
    await promise
  }

  /** VK wants to hear nothing of this chat for a while. */
  pause(chat: ChatRef, ms: number): void {
    if (ms <= 0) return
    const until = this.#clock.now() + ms
    this.#paused.set(chatKeyOf(chat), Math.max(until, this.#paused.get(chatKeyOf(chat)) ?? 0))
  }

  /** Whether VK wants to hear nothing of this chat now. */
  isPaused(chat: ChatRef): boolean {
    return this.#pausedFor(chat) > 0
  }

  #pausedFor(chat: ChatRef): number {
    return Math.max(0, (this.#paused.get(chatKeyOf(chat)) ?? 0) - this.#clock.now())
  }

  /** Lets the most urgent call go, and comes back for the next one in time. */
  #serve(): void {
    if (this.#timer !== null) return
    const now = this.#clock.now()
    if (now < this.#nextAt) {
      this.#timer = this.#clock.after(this.#nextAt - now, () => {
        this.#timer = null
        this.#serve()
      })
      return
    }
    const next = this.#next(now)
    if (next === undefined) return
    this.#nextAt = now + this.#everyMs
    next.go()
    this.#serve()
  }

  #next(now: number): Waiting | undefined {
    for (const queue of this.#queues.values()) {
      while (queue[0] !== undefined && queue[0].until < now) queue.shift()?.giveUp()
      const first = queue.shift()
      if (first !== undefined) return first
    }
    return undefined
  }
}
