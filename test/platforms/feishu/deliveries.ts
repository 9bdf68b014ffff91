import type { Clock } from '../kit/clock.ts'
import type { JsonObject } from '../kit/json.ts'
import type { Limits } from './limits.ts'
import type { Receiver } from './receiver.ts'

/** An event on its way to a bot. */
export interface Delivery {
  readonly eventId: string
  readonly eventType: string
  readonly envelope: JsonObject
  /** How often it was handed over, or tried to be. */
  attempts: number
  /** `given up`: after the last attempt. */
  state: 'waiting' | 'under way' | 'accepted' | 'given up'
}

/** What the deliveries of an app need of the platform. */
export interface DeliveryHost {
  readonly clock: Clock
  readonly limits: Limits
  receiver(): Receiver
  onUnanswered(delivery: Delivery): void
  onFailed(delivery: Delivery, code: number): void
  onChange(): void
}

/**
 * The events for one app, until it has accepted them: what is not answered in time comes again, ever more seldom, and is
 * then given up. What finds nobody waits for a connection, too; what the platform really does then is not known.
 */
export class Deliveries {
  readonly #host: DeliveryHost
  readonly #all: Delivery[] = []
  #stopped = false

  constructor(host: DeliveryHost) {
    this.#host = host
  }

  /** Everything there ever was, oldest first. */
  get all(): readonly Delivery[] {
    return this.#all
  }

  /** What is neither accepted nor given up. */
  get open(): readonly Delivery[] {
    return this.#all.filter(({ state }) => state === 'waiting' || state === 'under way')
  }

  push(eventId: string, eventType: string, envelope: JsonObject): void {
    const delivery: Delivery = { eventId, eventType, envelope, attempts: 0, state: 'waiting' }
    this.#all.push(delivery)
    if (this.#host.receiver().ready) void this.#attempt(delivery)
  }

  /** Somebody listens again: what has never been handed over goes out. */
  flush(): void {
    for (const delivery of this.open)
      if (delivery.attempts === 0 && delivery.state === 'waiting') void this.#attempt(delivery)
  }

  stop(): void {
    this.#stopped = true
  }

  async #attempt(delivery: Delivery): Promise<void> {
    if (this.#stopped || delivery.state !== 'waiting') return
    delivery.state = 'under way'
    delivery.attempts += 1
    const result = await this.#host.receiver().post(delivery.envelope, 'event')
    if (this.#stopped) return
    if (result.kind === 'answered' && result.code === 200) delivery.state = 'accepted'
    else {
      if (result.kind === 'answered') this.#host.onFailed(delivery, result.code)
      if (result.kind === 'silent' && !result.lost) this.#host.onUnanswered(delivery)
      this.#later(delivery)
    }
    this.#host.onChange()
  }

  #later(delivery: Delivery): void {
    const { limits, clock } = this.#host
    const wait = limits.retryMs[delivery.attempts - 1]
    delivery.state = wait === undefined ? 'given up' : 'waiting'
    if (wait !== undefined) clock.after(wait, () => void this.#attempt(delivery))
  }
}
