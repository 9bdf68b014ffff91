import type { Clock } from '../kit/clock.ts'
import type { JsonObject } from '../kit/json.ts'
import { EventLog, type LoggedEvent } from './event-log.ts'
import type { Limits } from './limits.ts'
import type { Params } from './params.ts'
import type { RuleName } from './rules.ts'

const SECOND_MS = 1_000
// Any number: a community's events are not numbered from 1.
const FIRST_TS = 1_407
const DEFAULT_WAIT_SECONDS = 25 // docs, bots-long-poll
const HISTORY_LOST = 1
const KEY_EXPIRED = 2
const INFORMATION_LOST = 3

/** Told of a rule that a poll breaks. */
export type OnBreach = (rule: RuleName, message: string) => void

interface Pending {
  readonly ts: number
  readonly answer: () => void
}

/**
 * The Bots Long Poll of one community. An answer is `{ts, updates}`, or `{failed}`: 1, the history is gone and there is
 * a new `ts`; 2, the key has expired; 3, key and `ts` are lost. Source: docs, bots-long-poll.
 */
export class LongPoll {
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #breach: OnBreach
  readonly #changed: () => void
  #log: EventLog
  readonly #keys = new Map<string, number>()
  #lostKeys = new Set<string>()
  readonly #pending = new Set<Pending>()
  #serial = 0
  #confirmed = FIRST_TS
  /** The newest `ts` that an answer gave; `undefined` when what was missed is no fault of the bot. */
  #given: number | undefined

  /** `changed` is told of a poll that begins to wait. */
  constructor(clock: Clock, limits: Limits, breach: OnBreach, changed: () => void) {
    this.#clock = clock
    this.#limits = limits
    this.#breach = breach
    this.#changed = changed
    this.#log = new EventLog(FIRST_TS, clock, limits)
  }

  /** The events that no later poll has confirmed, by its `ts`. */
  get pending(): readonly LoggedEvent[] {
    return this.#log.after(this.#confirmed)
  }

  /** All events that can still be given. */
  get events(): readonly LoggedEvent[] {
    return this.#log.after(this.#log.floor)
  }

  /** How many polls wait. */
  get waiting(): number {
    return this.#pending.size
  }

  /** A new key, and the number of the newest event: `groups.getLongPollServer`. */
  open(): { readonly key: string; readonly ts: string } {
    this.#serial += 1
    const key = `${this.#serial.toString(16).padStart(8, '0')}c2d0b1d8d3c1a6b7e0f5`
    this.#keys.set(key, this.#clock.now() + this.#limits.pollKeyMs)
    return { key, ts: String(this.#log.head) }
  }

  /** Adds an event and answers the polls that wait. */
  push(body: JsonObject): LoggedEvent {
    const event = this.#log.add(body)
    if (this.#pending.size > 1) {
      this.#breach('poll.single', `event ${event.ts} goes to ${this.#pending.size} polls of the same community at once`)
    }
    // What came together goes out together.
    queueMicrotask(() => this.#wake())
    return event
  }

  /** From now on no key is good: the next answer is `failed: 2`, that of a poll that waits, too. */
  expireKeys(): void {
    this.#keys.clear()
    this.#wake()
  }

  /** The history is gone: who comes with an older `ts` gets `failed: 1`. */
  forget(): void {
    this.#log.forget()
    this.#given = undefined
    this.#wake()
  }

  /** Everything is gone, and numbers begin anew: `failed: 3`. */
  loseSession(): void {
    this.#lostKeys = new Set([...this.#lostKeys, ...this.#keys.keys()])
    this.#keys.clear()
    this.#log = new EventLog(1, this.#clock, this.#limits)
    this.#confirmed = 1
    this.#given = undefined
    this.#wake()
  }

  /** Answers a poll. `gone` aborts when its client has left, to whom nothing is given any more. */
  async poll(params: Params, gone: AbortSignal): Promise<JsonObject> {
    const key = params.text('key')
    const ts = Number(params.text('ts'))
    this.#mustBeComplete(key, ts, params)
    const failure = this.#failure(key, ts)
    if (failure !== undefined) return failure
    this.#confirm(ts)
    const wait = params.has('wait') ? params.integer('wait') : DEFAULT_WAIT_SECONDS
    const waitMs = Math.min(Math.max(wait, 0), this.#limits.longPollMaxSeconds) * SECOND_MS
    if (this.#log.after(ts).length === 0 && waitMs > 0) await this.#wait(ts, waitMs, gone)
    if (gone.aborted) return { ts: String(ts), updates: [] }
    return this.#failure(key, ts) ?? this.#updates(ts)
  }

  #mustBeComplete(key: string, ts: number, params: Params): void {
    if (params.text('act') !== 'a_check' || params.integer('wait') > this.#limits.longPollMaxSeconds) {
      this.#breach('poll.params', 'act is a_check and wait is at most 90')
    }
    if (!this.#wasGiven(key)) this.#breach('poll.key', 'no such key was ever given')
    else if (this.#opens(key) && !(ts <= this.#log.head)) {
      this.#breach('poll.ts', `ts ${params.text('ts')} was never given; the newest is ${this.#log.head}`)
    }
  }

  #opens(key: string): boolean {
    return (this.#keys.get(key) ?? 0) > this.#clock.now()
  }

  #failure(key: string, ts: number): JsonObject | undefined {
    if (this.#lostKeys.has(key)) return { failed: INFORMATION_LOST }
    if (!this.#opens(key)) return { failed: KEY_EXPIRED }
    if (!(ts <= this.#log.head)) return { failed: HISTORY_LOST, ts: this.#log.head }
    if (ts >= this.#log.floor) return undefined
    this.#given = undefined
    return { failed: HISTORY_LOST, ts: this.#log.floor }
  }

  #wasGiven(key: string): boolean {
    const number = Number.parseInt(key.slice(0, 8), 16)
    return number >= 1 && number <= this.#serial
  }

  #confirm(ts: number): void {
    const given = this.#given
    if (given !== undefined && ts > given) {
      const skipped = this.#log.after(given).filter((event) => event.ts <= ts).length
      if (skipped > 0)
        this.#breach('poll.skipped', `${skipped} events between ts ${given} and ${ts} were never asked for`)
    }
    this.#given = Math.max(given ?? ts, ts)
    this.#confirmed = Math.max(this.#confirmed, ts)
  }

  #updates(ts: number): JsonObject {
    const events = this.#log.after(ts).slice(0, this.#limits.eventsPerPoll)
    const last = events.at(-1)?.ts ?? ts
    this.#given = Math.max(this.#given ?? last, last)
    return { ts: String(last), updates: events.map(({ body }) => body) }
  }

  #wake(): void {
    for (const { answer } of [...this.#pending]) answer()
  }

  #wait(ts: number, waitMs: number, gone: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const answer = () => {
      cancel()
      gone.removeEventListener('abort', answer)
      this.#pending.delete(pending)
      resolve()
    }
    const pending = { ts, answer }
    const cancel = this.#clock.after(waitMs, answer)
    this.#pending.add(pending)
    this.#changed()
    gone.addEventListener('abort', answer, { once: true })
    if (gone.aborted) answer()
    return promise
  }
}
