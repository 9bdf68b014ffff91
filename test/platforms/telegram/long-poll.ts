import type { Clock } from '../kit/clock.ts'
import type { JsonObject } from '../kit/json.ts'
import type { Limits } from './limits.ts'
import { Refused } from './refusal.ts'
import type { UpdateQueue } from './update-queue.ts'

const CONFLICT = 409
const MAX_UPDATES = 100 // types: getUpdates.limit
const SECOND_MS = 1_000
// botapi, process_get_updates_query: sooner than this, a repeated offset gets one update only.
const HASTY_REPEAT_MS = 500
// botapi, fail_query_conflict: the first 409 comes at once, further ones within this time are held back so long.
const CONFLICT_DELAY_MS = 3_000

const OTHER_POLLER = 'terminated by other getUpdates request; make sure that only one bot instance is running'
const WEBHOOK_ACTIVE =
  "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

/** What a bot asks for with `getUpdates`. */
export interface PollRequest {
  readonly offset: number
  readonly limit: number
  readonly timeout: number
}

interface Pending {
  readonly answer: () => void
  readonly conflict: (words: string) => void
}

/** `getUpdates` of one bot: one poll at a time, which waits until there is something. */
export class LongPoll {
  readonly #queue: UpdateQueue
  readonly #clock: Clock
  readonly #limits: Limits
  #pending: Pending | undefined
  #lastOffset: number | undefined
  #lastAt = Number.NEGATIVE_INFINITY
  #nextConflictAt = Number.NEGATIVE_INFINITY

  constructor(queue: UpdateQueue, clock: Clock, limits: Limits) {
    this.#queue = queue
    this.#clock = clock
    this.#limits = limits
  }

  /** Answers a poll, whose offset is confirmed. `gone` aborts when its client has left. */
  async poll({ offset, limit, timeout }: PollRequest, gone: AbortSignal): Promise<readonly JsonObject[]> {
    const now = this.#clock.now()
    const repeatedAfter = offset === this.#lastOffset ? now - this.#lastAt : Number.POSITIVE_INFINITY
    this.#lastOffset = offset
    this.#lastAt = now
    const seconds = Math.min(Math.max(timeout, 0), this.#limits.longPollMaxSeconds)
    const { repeatedPollMs } = this.#limits
    const waitMs = Math.max(seconds * SECOND_MS, repeatedAfter < repeatedPollMs ? repeatedPollMs : 0)
    const most =
      repeatedAfter < Math.min(HASTY_REPEAT_MS, repeatedPollMs)
        ? 1
        : Math.min(limit <= 0 ? MAX_UPDATES : limit, MAX_UPDATES)
    const ready = () =>
      this.#queue
        .list()
        .slice(0, most)
        .map(({ body }) => body)
    if (waitMs === 0 || this.#queue.list().length > 0) return ready()
    this.#pending?.conflict(OTHER_POLLER)
    return this.#wait(waitMs, ready, gone)
  }

  /** Answers the poll that waits, if there is one. What came together goes out together. */
  wake(): void {
    queueMicrotask(() => this.#pending?.answer())
  }

  /** Ends the poll that waits: its bot has set a webhook. */
  abort(): void {
    this.#pending?.conflict('terminated by setWebhook request')
  }

  /** The refusal of a poll while a webhook is set. */
  async refuse(): Promise<never> {
    throw await this.#conflict(WEBHOOK_ACTIVE)
  }

  #wait(waitMs: number, ready: () => readonly JsonObject[], gone: AbortSignal): Promise<readonly JsonObject[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly JsonObject[]>()
    const done = () => {
      cancel()
      gone.removeEventListener('abort', answer)
      if (this.#pending === pending) this.#pending = undefined
    }
    const answer = () => {
      done()
      resolve(ready())
    }
    const conflict = (words: string) => {
      done()
      this.#conflict(words).then(reject)
    }
    const pending = { answer, conflict }
    const cancel = this.#clock.after(waitMs, answer)
    this.#pending = pending
    gone.addEventListener('abort', answer, { once: true })
    if (gone.aborted) answer()
    return promise
  }

  async #conflict(words: string): Promise<Refused> {
    const refused = new Refused('updates.conflict', CONFLICT, `Conflict: ${words}`)
    const now = this.#clock.now()
    if (now < this.#nextConflictAt) {
      await new Promise<void>((resolve) => void this.#clock.after(CONFLICT_DELAY_MS, resolve))
      return refused
    }
    this.#nextConflictAt = now + CONFLICT_DELAY_MS
    return refused
  }
}
