import type { Clock } from '../kit/clock.ts'
import { isJsonObject, type JsonObject, parseJson } from '../kit/json.ts'
import type { Limits } from './limits.ts'
import type { QueuedUpdate, UpdateQueue } from './update-queue.ts'

const SECOND_MS = 1_000
const MAX_RETRY_AFTER_S = 3_600 // botapi WebhookActor.cpp:502
const FIRST_RETRY_S = 1 // botapi WebhookActor.cpp:409; doubled before each retry but the first

/** Where a bot wants its updates. */
export interface WebhookSettings {
  readonly url: string
  readonly secret: string
  /** How many updates are under way at once. */
  readonly maxConnections: number
}

/** Why the last delivery failed, for `getWebhookInfo`. */
export interface WebhookError {
  /** Unix milliseconds. */
  readonly at: number
  readonly message: string
}

/** A call that a webhook answered with. */
export type OnReply = (body: JsonObject) => void

interface Retry {
  readonly at: number
  readonly fails: number
  readonly delayS: number
}

/**
 * Posts a bot's updates to its webhook until it accepts them. Updates of one chat go one after the other; what fails is
 * sent again at once, then ever more seldom, until it is too old. Source: botapi WebhookActor.cpp.
 */
export class Webhook {
  readonly settings: WebhookSettings
  readonly #queue: UpdateQueue
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #onReply: OnReply
  readonly #busyLanes = new Set<string>()
  readonly #retries = new Map<number, Retry>()
  readonly #stopped = new AbortController()
  #lastError: WebhookError | undefined

  constructor(settings: WebhookSettings, queue: UpdateQueue, clock: Clock, limits: Limits, onReply: OnReply) {
    this.settings = settings
    this.#queue = queue
    this.#clock = clock
    this.#limits = limits
    this.#onReply = onReply
  }

  get lastError(): WebhookError | undefined {
    return this.#lastError
  }

  /** Delivers nothing more; breaks off what is under way. */
  stop(): void {
    this.#stopped.abort()
  }

  /** Looks what can be sent. */
  wake(): void {
    if (this.#stopped.signal.aborted) return
    const seen = new Set<string>()
    for (const update of this.#queue.list()) {
      if (this.#busyLanes.size >= this.settings.maxConnections) return
      const first = !seen.has(update.lane) && !this.#busyLanes.has(update.lane)
      seen.add(update.lane)
      const dueAt = this.#retries.get(update.id)?.at ?? 0
      if (first && dueAt <= this.#clock.now()) void this.#deliver(update)
    }
  }

  async #deliver(update: QueuedUpdate): Promise<void> {
    this.#busyLanes.add(update.lane)
    const failure = await this.#post(update)
    this.#busyLanes.delete(update.lane)
    if (this.#stopped.signal.aborted) return
    if (failure === undefined) {
      this.#retries.delete(update.id)
      this.#queue.drop(update.id)
    } else {
      this.#lastError = { at: this.#clock.now(), message: failure.message }
      this.#retryLater(update.id, failure.retryAfterS)
    }
    this.wake()
  }

  #retryLater(id: number, retryAfterS: number): void {
    const { fails, delayS } = this.#retries.get(id) ?? { fails: 0, delayS: FIRST_RETRY_S }
    const doubled = fails > 0 && retryAfterS === 0
    const longest = this.#limits.webhookMaxRetryMs / SECOND_MS
    const nextS = doubled ? Math.min(longest, delayS * 2) : delayS
    const waitMs = (doubled ? nextS : Math.min(retryAfterS, MAX_RETRY_AFTER_S)) * SECOND_MS
    this.#retries.set(id, { at: this.#clock.now() + waitMs, fails: fails + 1, delayS: nextS })
    if (waitMs > 0) this.#clock.after(waitMs, () => this.wake())
  }

  /** Why it failed; `undefined` when the bot accepted it. */
  async #post({ body }: QueuedUpdate): Promise<{ message: string; retryAfterS: number } | undefined> {
    const { url, secret } = this.settings
    const timeout = new AbortController()
    const cancel = this.#clock.after(this.#limits.webhookTimeoutMs, () => timeout.abort())
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(secret !== '' && { 'x-telegram-bot-api-secret-token': secret }),
        },
        body: JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.any([timeout.signal, this.#stopped.signal]),
      })
      const text = await response.text()
      if (response.ok) {
        const reply = parseJson(text)
        if (isJsonObject(reply) && typeof reply.method === 'string') this.#onReply(reply)
        return undefined
      }
      const message = `Wrong response from the webhook: ${response.status} ${response.statusText}`
      return { message, retryAfterS: Number(response.headers.get('retry-after')) || 0 }
    } catch {
      const message = timeout.signal.aborted ? 'Read timeout expired' : 'Connection refused'
      return { message, retryAfterS: 0 }
    } finally {
      cancel()
    }
  }
}
