import type { Clock } from '@holdline/bridge'
import { TAP_SETTLE_MS } from './limits.ts'

/**
 * Keeps a card as it is while a tap on it is being answered: what changes it in that moment would be undone by the
 * answer. The change waits, and goes out when the answer has had time to arrive.
 */
export class TapGate {
  readonly #clock: Clock
  readonly #open = new Map<string, Promise<void>[]>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A tap on this message has come. Returns how to say that its answer is on its way. */
  answering(message: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#open.set(message, [...(this.#open.get(message) ?? []), promise])
    return () => {
      this.#clock.after(TAP_SETTLE_MS, () => {
        const left = (this.#open.get(message) ?? []).filter((one) => one !== promise)
        if (left.length === 0) this.#open.delete(message)
        else this.#open.set(message, left)
        resolve()
      })
    }
  }

  /** Resolves when this message may be changed. */
  async whenFree(message: string): Promise<void> {
    for (let waiting = this.#open.get(message); waiting !== undefined; waiting = this.#open.get(message))
      await Promise.all(waiting)
  }
}
