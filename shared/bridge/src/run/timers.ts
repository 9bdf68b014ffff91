import type { Clock } from '../ports/environment.ts'

/** What a node does from time to time, until it stops. */
export class Timers {
  readonly #clock: Clock
  readonly #pending = new Set<() => void>()
  #isStopped = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Runs something again and again, with this pause before each time. */
  every(ms: number, run: () => void): void {
    this.#after(ms, () => {
      run()
      this.every(ms, run)
    })
  }

  /** Runs something once, at a time in epoch milliseconds; at the next moment when that has passed. */
  at(at: number, run: () => void): void {
    this.#after(Math.max(0, at - this.#clock.now()), run)
  }

  /** Nothing of it runs any more. */
  stop(): void {
    this.#isStopped = true
    for (const cancel of this.#pending) cancel()
    this.#pending.clear()
  }

  #after(ms: number, run: () => void): void {
    if (this.#isStopped) return
    const cancel = this.#clock.after(ms, () => {
      this.#pending.delete(cancel)
      run()
    })
    this.#pending.add(cancel)
  }
}
