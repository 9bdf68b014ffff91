/** How much a {@link TokenBucket} holds and how fast it fills. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

/** A budget that refills with time. Starts full; the caller brings the time, in epoch milliseconds. */
export class TokenBucket {
  readonly #intervalMs: number
  readonly #burst: number
  // When it will be full again: all there is to know (the "generic cell rate algorithm"), and exact in milliseconds.
  #fullAt: number
  #now: number

  constructor({ burst, perSecond }: Rate, now: number) {
    this.#intervalMs = 1000 / perSecond
    this.#burst = burst
    this.#fullAt = now
    this.#now = now
  }

  /** Milliseconds until a token is there; 0: now. */
  waitMs(now: number): number {
    this.#pass(now)
    return Math.max(0, Math.ceil(this.#fullAt - now - (this.#burst - 1) * this.#intervalMs))
  }

  /** Takes a token that {@link waitMs} found. */
  spend(now: number): void {
    this.#pass(now)
    this.#fullAt = Math.max(this.#fullAt, now) + this.#intervalMs
  }

  /** Whether nothing has been used of it lately, so that a new one would be the same. */
  isFull(now: number): boolean {
    this.#pass(now)
    return this.#fullAt <= now
  }

  #pass(now: number): void {
    // The clock may jump back; the refill jumps with it.
    if (now < this.#now) this.#fullAt += now - this.#now
    this.#now = now
  }
}

/** Takes one token of every bucket, or of none. Returns the milliseconds to wait; 0: taken. */
export function takeAll(now: number, ...buckets: readonly TokenBucket[]): number {
  const waitMs = Math.max(0, ...buckets.map((bucket) => bucket.waitMs(now)))
  if (waitMs === 0) for (const bucket of buckets) bucket.spend(now)
  return waitMs
}
