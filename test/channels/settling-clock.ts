import type { Clock } from '@holdline/bridge'

/** Time that a test moves, and that lets what follows happen on the way: for code that waits in promises between its timers. */
export class SettlingClock implements Clock {
  #now = 1_790_000_000_000
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>()

  now(): number {
    return this.#now
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size
  }

  /** Moves time on. What follows from a timer happens before the next one. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms
    for (;;) {
      await settled()
      const due = [...this.#timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
      const [next] = due
      if (next === undefined) break
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
    }
    this.#now = until
  }
}

/** Lets everything happen that needs no time. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
