/** Work that was begun and is not waited for, until somebody has to. */
export class InFlight {
  readonly #work = new Set<Promise<void>>()

  /** Whether anything is under way. */
  get busy(): boolean {
    return this.#work.size > 0
  }

  add(work: Promise<void>): void {
    const done = work.finally(() => this.#work.delete(done))
    this.#work.add(done)
  }

  /** Resolves when nothing is under way any more. */
  async whenEmpty(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work)
  }
}
