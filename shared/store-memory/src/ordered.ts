/** Where an entry stands: by `at`, and by `pos` among equals. */
export interface Place {
  readonly at: number
  readonly pos: number
}

/** Entries in the order of their places, found by binary search. */
export class Ordered<V> {
  readonly #entries: (Place & { readonly value: V })[] = []

  get size(): number {
    return this.#entries.length
  }

  add(place: Place, value: V): void {
    this.#entries.splice(this.#indexOf(place), 0, { at: place.at, pos: place.pos, value })
  }

  remove(place: Place): void {
    const index = this.#indexOf(place)
    const entry = this.#entries[index]
    if (entry?.at === place.at && entry.pos === place.pos) this.#entries.splice(index, 1)
  }

  /** The first entry. */
  first(): (Place & { readonly value: V }) | undefined {
    return this.#entries[0]
  }

  /** All values in order. */
  values(): V[] {
    return this.#entries.map(({ value }) => value)
  }

  /** Up to `limit` entries from the start, as far as `at <= last`. */
  upTo(last: number, limit: number): (Place & { readonly value: V })[] {
    const end = this.#indexOf({ at: last, pos: Number.POSITIVE_INFINITY })
    return this.#entries.slice(0, Math.min(end, limit))
  }

  /** Up to `limit` values with `at > previous`, in order. */
  after(previous: number, limit: number): V[] {
    const start = this.#indexOf({ at: previous, pos: Number.POSITIVE_INFINITY })
    return this.#entries.slice(start, start + limit).map(({ value }) => value)
  }

  /** Up to `limit` values from the end, the last one first. */
  latest(limit: number): V[] {
    return limit <= 0
      ? []
      : this.#entries
          .slice(-limit)
          .reverse()
          .map(({ value }) => value)
  }

  /** The least index whose entry does not stand before the place. */
  #indexOf({ at, pos }: Place): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const entry = this.#entries[middle]
      if (entry !== undefined && (entry.at < at || (entry.at === at && entry.pos < pos))) low = middle + 1
      else high = middle
    }
    return low
  }
}
