import type { Clock } from '@holdline/bridge'

/** The time of this machine. Its timers keep no process alive. */
export const realClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs).unref()
    return () => clearTimeout(timer)
  },
}
