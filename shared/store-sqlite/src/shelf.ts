/** Records of one kind in their order, as JSON text, and parsed once somebody looks. Those are shared: they are read-only. */
export class Shelf<R> {
  readonly #order: (row: R) => number
  readonly #cells = new Map<string, { readonly text: string; value?: R }>()
  #sorted: readonly R[] | undefined

  constructor(order: (row: R) => number) {
    this.#order = order
  }

  put(id: string, text: string): void {
    this.#cells.set(id, { text })
    this.#sorted = undefined
  }

  remove(id: string): void {
    if (this.#cells.delete(id)) this.#sorted = undefined
  }

  get(id: string): R | undefined {
    const cell = this.#cells.get(id)
    if (cell === undefined) return undefined
    if (cell.value === undefined) {
      const value: R = JSON.parse(cell.text)
      cell.value = value
    }
    return cell.value
  }

  ids(): Iterable<string> {
    return this.#cells.keys()
  }

  /** All records; equals stay in the order in which they came. */
  sorted(): readonly R[] {
    this.#sorted ??= [...this.#cells.keys()]
      .map((id) => this.get(id))
      .filter((row) => row !== undefined)
      .sort((a, b) => this.#order(a) - this.#order(b))
    return this.#sorted
  }
}
