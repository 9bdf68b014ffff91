import type { OutboxRecord } from '../store/records.ts'
import { MAX_ATTEMPTS } from './backoff.ts'

/** What is tried more often than this waits for its time again: half of the tries, and of the day, are left to the back-off. */
const MOST_FORWARD = MAX_ATTEMPTS / 2

/**
 * Something came from a chat, so the chat can be reached, perhaps only now (a message may bring the address to answer
 * to): the answer that waits there for its back-off is due at once. A pause that the platform asked for is kept, and so
 * is one after a try that may have arrived: the answer would come once more with every word. A try that is under way may
 * have begun too early: should it fail, the next one does not wait.
 *
 * Returns the record as it is to be, or `undefined`: nothing is to be gained.
 */
export function bringForward(head: OutboxRecord, now: number): OutboxRecord | undefined {
  if (head.attempts >= MOST_FORWARD) return undefined
  if (head.claim !== undefined && head.claim.until > now) {
    // The pause after a first try is too short to be worth a write, and most answers never need another.
    return head.attempts > 1 && head.heard !== true ? { ...head, heard: true } : undefined
  }
  const notBefore = Math.max(now, head.firmUntil ?? 0)
  return notBefore < head.notBefore ? { ...head, notBefore } : undefined
}
