import { randomBytes } from 'node:crypto'
import type { Clock, Entropy } from '@holdline/bridge'

/** The longest delay that Node's timers take; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Real time. Timers do not keep the host alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(Math.max(0, delayMs), LONGEST_TIMER_MS))
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Real chance. */
export const systemEntropy: Entropy = {
  id: () => randomBytes(12).toString('base64url'),
  random: () => Math.random(),
  bytes: (length) => randomBytes(length),
}
