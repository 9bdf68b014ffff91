import type { Clock } from '../kit/clock.ts'
import type { JsonObject } from '../kit/json.ts'
import type { Limits } from './limits.ts'

/** An event as it goes to a community. */
export interface LoggedEvent {
  /** Its number: the `ts` after which it comes is one less. */
  readonly ts: number
  /** Unix milliseconds. */
  readonly at: number
  readonly body: JsonObject
}

/** The events of a community that its long poll can still give, numbered without gaps. */
export class EventLog {
  readonly #clock: Clock
  readonly #limits: Limits
  #events: LoggedEvent[] = []
  #head: number
  #floor: number

  constructor(first: number, clock: Clock, limits: Limits) {
    this.#head = first
    this.#floor = first
    this.#clock = clock
    this.#limits = limits
  }

  /** The number of the newest event. */
  get head(): number {
    return this.#head
  }

  /** The oldest `ts` from which nothing is missing. */
  get floor(): number {
    const oldest = this.#clock.now() - this.#limits.historyMs
    while (this.#events.length > this.#limits.historyEvents || (this.#events[0]?.at ?? oldest) < oldest) {
      this.#floor = this.#events.shift()?.ts ?? this.#floor
    }
    return this.#floor
  }

  /** Adds an event. */
  add(body: JsonObject): LoggedEvent {
    this.#head += 1
    const event = { ts: this.#head, at: this.#clock.now(), body }
    this.#events.push(event)
    return event
  }

  /** The events after a number. */
  after(ts: number): readonly LoggedEvent[] {
    return this.#events.filter((event) => event.ts > ts)
  }

  /** Forgets what there is, as when nobody came for too long. */
  forget(): void {
    this.#events = []
    this.#floor = this.#head
  }
}
