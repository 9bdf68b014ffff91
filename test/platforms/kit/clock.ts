/** Where the platform takes its time from. Everything that it times runs on it: polls, expiries, budgets, faults. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number
  /** Runs something later. Returns what cancels it. */
  after(ms: number, run: () => void): () => void
}

/** The time of this machine. Its timers keep no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
