import { PARSED_RECORDS } from './limits.ts'

/**
 * Remembers what a record's JSON text was parsed to, for a decision reads the same few records again and again. It is
 * keyed by the text that the database holds now, so it can never be stale. Records are shared: they are read-only.
 */
export class Parsed<R> {
  readonly #known = new Map<string, { readonly text: string; readonly value: R }>()

  /** The record with this id, whose text in the database is `text`. */
  read(id: string, text: string): R {
    const known = this.#known.get(id)
    if (known?.text === text) return known.value
    const value: R = JSON.parse(text)
    this.#known.delete(id)
    this.#known.set(id, { text, value })
    if (this.#known.size > PARSED_RECORDS) this.#forgetOldest()
    return value
  }

  #forgetOldest(): void {
    for (const id of this.#known.keys()) {
      this.#known.delete(id)
      return
    }
  }
}
