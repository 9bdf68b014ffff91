import { Ordered, type Place } from './ordered.ts'

/** Where a record belongs in an index: its group, and its place there. */
export interface Slot extends Place {
  readonly group: string
}

/**
 * A secondary index: the records that `slotOf` gives a slot, per group in order. What a database calls a partial index
 * on (group, at).
 */
export class IndexOf<R> {
  readonly #slotOf: (row: R, pos: number) => Slot | null
  readonly #groups = new Map<string, Ordered<R>>()

  constructor(slotOf: (row: R, pos: number) => Slot | null) {
    this.#slotOf = slotOf
  }

  add(row: R, pos: number): void {
    const slot = this.#slotOf(row, pos)
    if (slot === null) return
    const group = this.#groups.get(slot.group) ?? new Ordered<R>()
    this.#groups.set(slot.group, group)
    group.add(slot, row)
  }

  remove(row: R, pos: number): void {
    const slot = this.#slotOf(row, pos)
    const group = slot === null ? undefined : this.#groups.get(slot.group)
    if (slot === null || group === undefined) return
    group.remove(slot)
    if (group.size === 0) this.#groups.delete(slot.group)
  }

  /** The records of a group, in order. */
  of(group: string): Ordered<R> {
    return this.#groups.get(group) ?? new Ordered<R>()
  }

  /** The groups that have records. */
  groups(): string[] {
    return [...this.#groups.keys()]
  }

  /** Looks into several groups, and puts what has `at <= last` into one order. */
  upTo(groups: readonly string[], last: number, limit: number): R[] {
    return [...new Set(groups)]
      .flatMap((group) => this.of(group).upTo(last, limit))
      .sort((a, b) => a.at - b.at || a.pos - b.pos)
      .slice(0, limit)
      .map(({ value }) => value)
  }
}
