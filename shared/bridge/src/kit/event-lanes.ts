import { StoreUnavailableError } from '../errors.ts'
import type { Clock, Logger } from '../ports/environment.ts'
import { backoff } from './backoff.ts'

/**
 * Pauses while the store is away. An event is tried again here and not by waiting for its redelivery: some platforms slow
 * down who asks for the same again.
 */
const STORE_BACKOFF = { firstMs: 250, longestMs: 5000 } as const

/** What {@link EventLanes} works with. */
export interface EventLanesParts {
  /** Begins every log line. */
  readonly platform: string
  readonly clock: Clock
  readonly logger: Logger
  /** Stops the tries. */
  readonly signal: AbortSignal
  /** An event broke its handling, and is passed over. */
  failed(): void
}

/** Takes a platform's events one after the other in each lane; different lanes never wait for each other. */
export class EventLanes {
  readonly #parts: EventLanesParts
  readonly #lanes = new Map<string, Promise<void>>()

  constructor(parts: EventLanesParts) {
    this.#parts = parts
  }

  /** Runs something when everything before it in its lane is done. */
  async after(lane: string, run: () => Promise<void>): Promise<void> {
    const before = this.#lanes.get(lane) ?? Promise.resolve()
    const mine = before.then(run, run)
    this.#lanes.set(lane, mine)
    try {
      await mine
    } finally {
      if (this.#lanes.get(lane) === mine) this.#lanes.delete(lane)
    }
  }

  /** Resolves when `commit` has gone well in its turn: it is tried again while the store is away. Rejects when stopped. */
  async commit(lane: string, commit: () => Promise<void>): Promise<void> {
    await this.after(lane, () => this.#untilDurable(commit))
  }

  async #untilDurable(commit: () => Promise<void>): Promise<void> {
    const { platform, clock, logger, signal, failed } = this.#parts
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted()
      try {
        await commit()
        return
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) {
          logger.error({ error }, `${platform}: an event could not be handled and is passed over`)
          failed()
          return
        }
        logger.warn(
          { attempt, error },
          `${platform}: an event could not be made durable; it is tried again and not confirmed`,
        )
        await backoff(attempt, STORE_BACKOFF, clock, signal)
      }
    }
  }
}
