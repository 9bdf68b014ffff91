import type { DatabaseSync } from 'node:sqlite'
import type { LogEntry, LogWrite } from '@holdline/bridge'
import { jsonOf, numberOf, prepareAll, prepareFirst, prepareRun, textOf } from './statement.ts'

/** The event logs: one per scope, numbered without gaps in time, also after entries were replaced or dropped. */
export class Log {
  readonly #next
  readonly #replace
  readonly #grow
  readonly #insert
  readonly #after
  readonly #bounds

  constructor(db: DatabaseSync) {
    this.#next = prepareFirst(
      db,
      `INSERT INTO log_scope (scope, last, entries) VALUES (?1, max(1, ?2), 0)
       ON CONFLICT (scope) DO UPDATE SET last = max(last + 1, ?2) RETURNING last`,
      (row) => numberOf(row.last),
    )
    this.#replace = prepareRun(db, 'DELETE FROM log WHERE scope = ? AND subject = ?')
    this.#grow = prepareRun(db, 'UPDATE log_scope SET entries = entries + 1 WHERE scope = ?')
    this.#insert = prepareRun(db, 'INSERT INTO log (scope, id, subject, body) VALUES (?, ?, ?, ?)')
    this.#after = prepareAll(
      db,
      'SELECT id, subject, body FROM log WHERE scope = ? AND id > ? ORDER BY id LIMIT ?',
      (row): LogEntry => ({ id: numberOf(row.id), subject: textOf(row.subject), body: jsonOf(row.body) }),
    )
    this.#bounds = prepareFirst(
      db,
      'SELECT (SELECT min(id) FROM log WHERE scope = ?1) AS first, (SELECT max(id) FROM log WHERE scope = ?1) AS last',
      (row) => (row.first === null ? null : { first: numberOf(row.first), last: numberOf(row.last) }),
    )
  }

  /** Appends inside the caller's transaction; returns the entry's id, at least `floor`. */
  append({ scope, subject, body }: LogWrite, floor: number): number {
    const text = JSON.stringify(body)
    const id = this.#next(scope, floor)
    if (id === null) throw new Error(`no number for the log ${scope}`)
    if (this.#replace(scope, subject) === 0) this.#grow(scope)
    this.#insert(scope, id, subject, text)
    return id
  }

  /** Entries with `id > after`, by id. */
  after(scope: string, after: number, limit: number): LogEntry[] {
    return this.#after(scope, after, limit)
  }

  /** The first and last id, or `null` for an empty log. */
  bounds(scope: string): { readonly first: number; readonly last: number } | null {
    return this.#bounds(scope)
  }
}
