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

/** Bytes of an id: 16 characters in base64url. */
const ID_BYTES = 12

/** An id begins with its time: new records stand together in a database's index, which saves a third of an admit's work. */
const TIME_BYTES = 6

/** Real chance. */
export const systemEntropy: Entropy = {
  id() {
    const bytes = randomBytes(ID_BYTES)
    bytes.writeUIntBE(Date.now(), 0, TIME_BYTES)
    return bytes.toString('base64url')
  },
  random: () => Math.random(),
  bytes: (length) => randomBytes(length),
}
