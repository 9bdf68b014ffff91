import type { EventLogPort } from './event-log.ts'
import { parseStored } from './stored-event.ts'

// Entries read at a time, and subjects remembered: more than a store's retention keeps of one chat.
const PAGE = 256
const MAX_SUBJECTS = 4096

/** A message has only one revision in the log: its final one. */
export const FINAL_REVISION = 1

/**
 * Which revision of each subject is in a chat's log. Answers "has this been delivered?" for a send that is repeated
 * after a crash, by any process, since it reads what others have written in between.
 */
export class SubjectIndex {
  readonly #log: Pick<EventLogPort, 'read'>
  readonly #scope: string
  readonly #revisions = new Map<string, number>()
  #readTo = 0

  constructor(log: Pick<EventLogPort, 'read'>, scope: string) {
    this.#log = log
    this.#scope = scope
  }

  /** Reads what is new in the log, then tells whether it has this revision or a later one. */
  async has(subject: string, revision: number): Promise<boolean> {
    for (;;) {
      const entries = await this.#log.read(this.#scope, this.#readTo, PAGE)
      for (const entry of entries) {
        const event = parseStored(entry.body)
        this.#remember(entry.subject, event?.type === 'notice' ? event.revision : FINAL_REVISION)
        this.#readTo = entry.id
      }
      if (entries.length < PAGE) break
    }
    return (this.#revisions.get(subject) ?? 0) >= revision
  }

  #remember(subject: string, revision: number): void {
    this.#revisions.delete(subject)
    this.#revisions.set(subject, revision)
    const [oldest] = this.#revisions.keys()
    if (oldest !== undefined && this.#revisions.size > MAX_SUBJECTS) this.#revisions.delete(oldest)
  }
}
