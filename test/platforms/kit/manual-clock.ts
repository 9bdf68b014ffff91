import type { Clock } from './clock.ts'

interface Timer {
  readonly at: number
  readonly run: () => void
}

/**
 * A clock that stands still until a test moves it, so that a day passes in no time and a limit is hit exactly.
 *
 * ```ts
 * const clock = new ManualClock()
 * await using telegram = await TelegramServer.start({ clock })
 * clock.advance(24 * 60 * 60 * 1000)   // what nobody fetched is gone
 * ```
 */
export class ManualClock implements Clock {
  #now: number
  readonly #timers = new Set<Timer>()

  constructor(start: number = Date.parse('2026-11-20T12:00:00Z')) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** Lets time pass; what falls due runs in its order, each at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (let next = this.#due(end); next !== undefined; next = this.#due(end)) {
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
    }
    this.#now = end
  }

  #due(end: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.at <= end && (first === undefined || timer.at < first.at)) first = timer
    }
    return first
  }
}
