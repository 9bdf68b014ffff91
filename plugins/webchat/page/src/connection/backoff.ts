// The first retry is quick, because most losses are a server that restarts within a second. The cap keeps a person
// from waiting long once the network is back, and the jitter keeps many open pages from coming back in one instant.
const FIRST_DELAY_MS = 500
const GROWTH = 2
const LONGEST_DELAY_MS = 15_000

/**
 * How long to wait before the next try.
 *
 * @param attempt how many tries have failed in a row before this wait, from 1
 * @param random a number in [0, 1)
 * @returns milliseconds, between half of and the whole exponential delay
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * GROWTH ** Math.max(0, attempt - 1))
  return Math.round(full / 2 + (full / 2) * random)
}
