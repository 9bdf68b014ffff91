/*
 * Event ids on the wire. A chat's durable events are entries of its log, numbered by the store. Streamed text and typing
 * are not worth a disk write, yet need ids of the same order. So an id is an entry's number times SLOTS, and events that
 * are not kept take the slots after the latest entry. A durable event that the store numbers on its own, inside the
 * transaction that accepts a message, still comes after all of them, without asking this process.
 */

// Events between two log entries: a day of streaming ten revisions a second.
const SLOTS = 2 ** 20

/** The highest entry number that still makes an exact id. */
export const MAX_ENTRY = Math.floor(Number.MAX_SAFE_INTEGER / SLOTS) - 1

/** The slots that events may take; the rest stays free, so that a resuming client cannot use them up. */
export const USABLE_SLOTS = SLOTS / 2

/** The id of a log entry, or of the event in a slot after it. */
export function eventId(entry: number, slot = 0): number {
  if (entry > MAX_ENTRY) throw new RangeError(`log entry ${entry} is too high for an event id`)
  return entry * SLOTS + slot
}

/** The log entry an id belongs to: its own, or the one it comes after. */
export function entryOf(id: number): number {
  return Math.floor(id / SLOTS)
}

/** The slot of an id; 0 for a log entry itself. */
export function slotOf(id: number): number {
  return id % SLOTS
}
