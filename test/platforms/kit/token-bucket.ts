const SECOND_MS = 1_000

/** A budget that refills steadily up to its size. */
export class TokenBucket {
  readonly #size: number
  readonly #perMs: number
  #tokens: number
  #at: number

  constructor(size: number, perSecond: number, now: number) {
    this.#size = size
    this.#perMs = perSecond / SECOND_MS
    this.#tokens = size
    this.#at = now
  }

  /** Milliseconds until something can be taken; 0 when it can be now. */
  waitMs(now: number): number {
    this.#refill(now)
    // Fractions of a token that floating point lost must not make anybody wait.
    return this.#tokens > 0.999_999 ? 0 : (1 - this.#tokens) / this.#perMs
  }

  /** Takes one. */
  take(now: number): void {
    this.#refill(now)
    this.#tokens -= 1
  }

  #refill(now: number): void {
    this.#tokens = Math.min(this.#size, this.#tokens + (now - this.#at) * this.#perMs)
    this.#at = now
  }
}
