import { entryOf, eventId, slotOf, USABLE_SLOTS } from './event-id.ts'
import type { EventFrame } from './protocol.ts'

/**
 * The events of a chat that are not kept: streamed text and typing, the latest of each subject. They take ids after the
 * latest log entry that anybody in this process has seen, so that every connection gets all ids in order.
 */
export class LiveEvents {
  // In order of ids: a new revision is put at the end.
  readonly #events = new Map<string, EventFrame>()
  #entry = 0
  #slot = 0

  /** The latest log entry known to be committed. */
  get entry(): number {
    return this.#entry
  }

  /** A log entry was seen: later ids come after it. */
  saw(entry: number): void {
    if (entry <= this.#entry) return
    this.#entry = entry
    this.#slot = 0
  }

  /** A client has seen this id, perhaps from a process before this one: later ids come after it. */
  resumed(id: number): void {
    const slot = slotOf(id)
    if (entryOf(id) === this.#entry && slot < USABLE_SLOTS) this.#slot = Math.max(this.#slot, slot)
  }

  /** Replaces the subject's event. Nothing is shown once the slots are used up; the next log entry brings new ones. */
  put(subject: string, frameOf: (id: number) => EventFrame): void {
    if (this.#slot + 1 >= USABLE_SLOTS) return
    this.#slot += 1
    this.#events.delete(subject)
    this.#events.set(subject, frameOf(eventId(this.#entry, this.#slot)))
  }

  /** Drops a subject's event: something that is kept takes its place. */
  drop(subject: string): void {
    this.#events.delete(subject)
  }

  /** The events with an id above `after` that come directly after log entries up to `entry`, in order. */
  between(after: number, entry: number): readonly EventFrame[] {
    return [...this.#events.values()].filter(({ id }) => id > after && entryOf(id) <= entry)
  }

  /** The highest id that a new connection would get. */
  lastId(): number {
    return Math.max(eventId(this.#entry), ...[...this.#events.values()].map(({ id }) => id))
  }

  /** The subjects, oldest revision first. */
  subjects(): readonly string[] {
    return [...this.#events.keys()]
  }
}
