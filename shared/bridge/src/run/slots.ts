/**
 * Counts the turns that run at once. A turn that finds no free slot waits in line; who waits can be told so.
 * A waiter whose signal aborts leaves the line.
 */
export class Slots {
  #free: number
  readonly #line: (() => void)[] = []

  constructor(size: number) {
    this.#free = size
  }

  /** Whether `acquire` would have to wait. */
  get full(): boolean {
    return this.#free === 0
  }

  /** Takes a slot, when one is free. Resolves with how to give it back; rejects with the signal's reason. */
  acquire(signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#free > 0) {
      this.#free -= 1
      return Promise.resolve(this.#giver())
    }
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave)
        resolve(this.#giver())
      }
      const leave = (): void => {
        this.#line.splice(this.#line.indexOf(enter), 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#line.push(enter)
    })
  }

  #giver(): () => void {
    let given = false
    return () => {
      if (given) return
      given = true
      const next = this.#line.shift()
      if (next === undefined) this.#free += 1
      else next()
    }
  }
}
