// Long enough for the busiest machine, and under the 30 s of a test, so that the reason below is seen and not only "test
// timed out".
const DEFAULT_TIMEOUT_MS = 20_000

/** Options of the methods that wait. */
export interface WaitOptions {
  /** After so long (of real time) the wait fails and says what there was instead. Default: 20 s. */
  readonly timeoutMs?: number
}

/** What a wait found, so that no sleep is needed: whoever waits looks again after every change. */
export class Watch {
  readonly #lookers = new Set<() => void>()

  /** Something has changed. */
  changed(): void {
    for (const look of [...this.#lookers]) look()
  }

  /** Resolves with the first value of `look` that is neither empty nor false. Fails with what `seen` says. */
  async until<T>(
    look: () => T | undefined | null | false,
    seen: () => string,
    { timeoutMs = DEFAULT_TIMEOUT_MS }: WaitOptions = {},
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const attempt = () => {
      try {
        const value = look()
        if (value !== undefined && value !== null && value !== false) resolve(value)
      } catch (error) {
        reject(error)
      }
    }
    const timer = setTimeout(() => reject(new Error(`not within ${timeoutMs} ms; there was ${seen()}`)), timeoutMs)
    this.#lookers.add(attempt)
    attempt()
    return promise.finally(() => {
      clearTimeout(timer)
      this.#lookers.delete(attempt)
    })
  }
}
