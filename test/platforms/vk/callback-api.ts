import type { Clock } from '../kit/clock.ts'
import type { JsonObject } from '../kit/json.ts'
import type { Limits } from './limits.ts'

const OK = 200
const RETRY_LATER = [410, 429, 503] // vksdk: the statuses whose Retry-After VK heeds
const SECOND_MS = 1_000

/** A server of the Callback API, as its operator set it up. */
export interface CallbackSettings {
  readonly url: string
  readonly secret: string
  /** The types of events that are chosen for it. */
  readonly events: Set<string>
  /** The version that was chosen; events come in that of the long poll. */
  apiVersion: string
}

/** One attempt to hand over an event. */
export interface Delivery {
  readonly eventId: unknown
  readonly type: unknown
  /** From 1. */
  readonly attempt: number
  /** The status of the answer; `undefined` when none came in time. */
  readonly status: number | undefined
  readonly answer: string
  /** Whether the server said `ok`. */
  readonly accepted: boolean
}

interface Job {
  readonly lane: string
  readonly body: JsonObject
  attempt: number
}

/**
 * Posts events to a server until it says `ok`. The first attempts of one peer's events come in their order; what fails
 * comes again later, and does not hold up the others. Source: docs, callback-api.
 */
export class CallbackApi {
  readonly settings: CallbackSettings
  /** Every attempt, in the order of the answers. */
  readonly deliveries: Delivery[] = []
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #changed: () => void
  readonly #stopped = new AbortController()
  readonly #lanes = new Map<string, Promise<void>>()
  #underWay = 0

  constructor(settings: CallbackSettings, clock: Clock, limits: Limits, changed: () => void) {
    this.settings = settings
    this.#clock = clock
    this.#limits = limits
    this.#changed = changed
  }

  /** Events that the server has not accepted, and that will come again. */
  get pending(): number {
    return this.#underWay
  }

  /** Hands over an event. `lane`: what it has to keep its order in. */
  push(lane: string, body: JsonObject): void {
    this.#underWay += 1
    const job: Job = { lane, body, attempt: 1 }
    const before = this.#lanes.get(lane) ?? Promise.resolve()
    this.#lanes.set(
      lane,
      before.then(() => this.#attempt(job)),
    )
  }

  /** Asks the server for the confirmation string. Returns what it said. */
  async confirm(body: JsonObject): Promise<string> {
    const { answer, status } = await this.#post(body, 1)
    return status === OK ? answer : `status ${status}`
  }

  /** Delivers nothing more; breaks off what is under way. */
  stop(): void {
    this.#stopped.abort()
  }

  async #attempt(job: Job): Promise<void> {
    if (this.#stopped.signal.aborted) return
    const { status, answer, retryAfterMs } = await this.#post(job.body, job.attempt)
    const accepted = status === OK && answer === 'ok'
    const { event_id: eventId, type } = job.body
    this.deliveries.push({ eventId, type, attempt: job.attempt, status, answer, accepted })
    if (accepted || job.attempt > this.#limits.callbackRetries) this.#underWay -= 1
    else {
      const pause = retryAfterMs ?? this.#limits.callbackRetryMs * 2 ** (job.attempt - 1)
      job.attempt += 1
      this.#clock.after(pause, () => void this.#attempt(job))
    }
    this.#changed()
  }

  async #post(body: JsonObject, attempt: number) {
    const timeout = new AbortController()
    const cancel = this.#clock.after(this.#limits.callbackTimeoutMs, () => timeout.abort())
    try {
      const response = await fetch(this.settings.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(attempt > 1 && { 'x-retry-counter': String(attempt - 1) }),
        },
        body: JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.any([timeout.signal, this.#stopped.signal]),
      })
      const answer = await response.text()
      const seconds = Number(response.headers.get('retry-after')) || undefined
      const heeded = RETRY_LATER.includes(response.status) && seconds !== undefined
      return { status: response.status, answer, retryAfterMs: heeded ? seconds * SECOND_MS : undefined }
    } catch {
      return { status: undefined, answer: '', retryAfterMs: undefined }
    } finally {
      cancel()
    }
  }
}
