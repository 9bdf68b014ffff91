/** The first pause after a failed delivery, in milliseconds. */
const FIRST_MS = 1_000

/** No pause is longer than this: an hour of outage is followed by at most five minutes of silence. */
const LONGEST_MS = 300_000

/** A reply is given up after this many failed tries: with the backoff, about a day. */
export const MAX_ATTEMPTS = 300

/**
 * The pause before try number `attempt` + 1 (from 1): doubled each time, with up to half of it as jitter, so that the
 * chats of an account do not come back together. A pause that the platform asked for is kept.
 */
export function backoffMs(attempt: number, random: number, asked = 0): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempt - 1))
  return Math.max(asked, Math.round(full * (0.75 + random / 2)))
}
