import type { Clock } from '@holdline/bridge'

const SECOND_MS = 1000

/** Keeps calls apart, so that an app stays below so many a second. Whoever comes first goes first. */
export class Pace {
  readonly #everyMs: number
  readonly #clock: Clock
  #nextAt = 0

  /** `perSecond`: how many calls. */
  constructor(perSecond: number, clock: Clock) {
    this.#everyMs = SECOND_MS / perSecond
    this.#clock = clock
  }

  /** Resolves when the call may go. */
  async turn(): Promise<void> {
    const now = this.#clock.now()
    const at = Math.max(now, this.#nextAt)
    this.#nextAt = at + this.#everyMs
    if (at > now) await new Promise<void>((resolve) => this.#clock.after(at - now, resolve))
  }

  /** The platform wants a pause. */
  pause(ms: number): void {
    this.#nextAt = Math.max(this.#nextAt, this.#clock.now() + ms)
  }
}
