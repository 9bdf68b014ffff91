import type { IndexOf } from './index-of.ts'

/** The records of one kind by id, with their secondary indexes. */
export class Table<R> {
  readonly #rows = new Map<string, { readonly row: R; readonly pos: number }>()
  readonly #idOf: (row: R) => string
  readonly #indexes: readonly IndexOf<R>[]
  #nextPos = 1

  constructor(idOf: (row: R) => string, indexes: readonly IndexOf<R>[]) {
    this.#idOf = idOf
    this.#indexes = indexes
  }

  get(id: string): R | null {
    return this.#rows.get(id)?.row ?? null
  }

  /** All records, in the order of their first put. */
  all(): R[] {
    return [...this.#rows.values()].map(({ row }) => row)
  }

  /** Replaces the record with the same id; it keeps its place among equals. */
  put(row: R): void {
    const id = this.#idOf(row)
    const before = this.#rows.get(id)
    const pos = before?.pos ?? this.#nextPos++
    if (before !== undefined) for (const index of this.#indexes) index.remove(before.row, pos)
    this.#rows.set(id, { row, pos })
    for (const index of this.#indexes) index.add(row, pos)
  }

  delete(id: string): void {
    const before = this.#rows.get(id)
    if (before === undefined) return
    for (const index of this.#indexes) index.remove(before.row, before.pos)
    this.#rows.delete(id)
  }
}
