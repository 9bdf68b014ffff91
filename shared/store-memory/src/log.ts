import type { Json, LogEntry, LogWrite } from '@holdline/bridge'
import { Ordered } from './ordered.ts'

interface Scope {
  last: number
  readonly entries: Ordered<LogEntry>
  readonly bySubject: Map<string, LogEntry>
}

/** The event logs: one per scope, with numbers that only grow, also after entries were replaced or dropped. */
export class Log {
  readonly #scopes = new Map<string, Scope>()

  /** Appends in place of the entry with the same subject; returns the new entry's id, at least `floor`. */
  append({ scope: name, subject, body }: LogWrite & { readonly body: Json }, floor: number): number {
    const scope = this.#scopes.get(name) ?? { last: 0, entries: new Ordered(), bySubject: new Map() }
    this.#scopes.set(name, scope)
    scope.last = Math.max(scope.last + 1, floor)
    const entry: LogEntry = { id: scope.last, subject, body }
    const before = scope.bySubject.get(subject)
    if (before !== undefined) scope.entries.remove({ at: before.id, pos: 0 })
    scope.bySubject.set(subject, entry)
    scope.entries.add({ at: entry.id, pos: 0 }, entry)
    return entry.id
  }

  /** Entries with `id > after`, by id. */
  after(scope: string, after: number, limit: number): LogEntry[] {
    return this.#scopes.get(scope)?.entries.after(after, limit) ?? []
  }

  /** The first and last id, or `null` for an empty log. */
  bounds(scope: string): { readonly first: number; readonly last: number } | null {
    const entries = this.#scopes.get(scope)?.entries
    const first = entries?.first()
    const [last] = entries?.latest(1) ?? []
    return first === undefined || last === undefined ? null : { first: first.value.id, last: last.id }
  }

  /** Drops the oldest entries of every scope beyond `keep`. */
  purge(keep: number): void {
    for (const { entries, bySubject } of this.#scopes.values()) {
      for (const { id, subject } of entries.values().slice(0, Math.max(0, entries.size - keep))) {
        entries.remove({ at: id, pos: 0 })
        bySubject.delete(subject)
      }
    }
  }
}
