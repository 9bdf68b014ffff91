import type { Clock } from '../kit/clock.ts'

/** Counts what happened within the last while, by key. */
export class Windows {
  readonly #clock: Clock
  readonly #spanMs: number
  readonly #seen = new Map<string, { readonly at: number; readonly who: string }[]>()

  constructor(clock: Clock, spanMs: number) {
    this.#clock = clock
    this.#spanMs = spanMs
  }

  /** Those who did it within the window, oldest first. */
  within(key: string): readonly { readonly at: number; readonly who: string }[] {
    const since = this.#clock.now() - this.#spanMs
    const recent = (this.#seen.get(key) ?? []).filter(({ at }) => at > since)
    this.#seen.set(key, recent)
    return recent
  }

  /** It happens. */
  add(key: string, who: string): void {
    this.within(key)
    this.#seen.get(key)?.push({ at: this.#clock.now(), who })
  }

  /** Milliseconds until one less is in the window. */
  waitMs(key: string): number {
    const [oldest] = this.within(key)
    return oldest === undefined ? 0 : oldest.at + this.#spanMs - this.#clock.now()
  }
}
