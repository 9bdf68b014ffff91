import type { Clock } from '../ports/environment.ts'

/** What a pump moves, and how. */
export interface PumpOptions<T> {
  readonly clock: Clock
  /** What is due now, the longest due first. */
  due(now: number): Promise<readonly T[]>
  /** Items with one key are never delivered at the same time. */
  keyOf(item: T): string
  /** When an item may go, in epoch milliseconds; default at once. */
  notBefore?(item: T, now: number): number
  /** Delivers one item. Resolves with whether anything changed, so that more may be due; never rejects. */
  deliver(item: T): Promise<boolean>
  /** `due` failed. The next poke, at the latest the sweep's, tries again. */
  failed(error: unknown): void
}

/**
 * Delivers what is due, when poked. A poke while it looks makes it look once more. A sweep pokes it as well, so that a
 * lost poke costs only time.
 */
export class Pump<T> {
  readonly #options: PumpOptions<T>
  readonly #underWay = new Map<string, Promise<void>>()
  #looking: Promise<void> | undefined
  #again = false
  #stopped = false
  #cancelTimer: () => void = () => {}

  constructor(options: PumpOptions<T>) {
    this.#options = options
  }

  /** Something may be due. */
  poke(): void {
    this.#again = true
    if (this.#stopped || this.#looking !== undefined) return
    this.#looking = this.#look().finally(() => {
      this.#looking = undefined
    })
  }

  /** Resolves when everything that was due has been tried. */
  async whenQuiet(): Promise<void> {
    this.poke()
    await this.#settled()
  }

  /** Ends it; resolves when nothing is on its way. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelTimer()
    await this.#settled()
  }

  async #settled(): Promise<void> {
    while (this.#looking !== undefined || this.#underWay.size > 0) {
      await this.#looking
      await Promise.all(this.#underWay.values())
    }
  }

  async #look(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false
      this.#cancelTimer()
      try {
        const now = this.#options.clock.now()
        for (const item of await this.#options.due(now)) this.#begin(item, now)
      } catch (error) {
        this.#options.failed(error)
      }
    }
  }

  #begin(item: T, now: number): void {
    const { clock, keyOf, notBefore, deliver } = this.#options
    const key = keyOf(item)
    if (this.#stopped || this.#underWay.has(key)) return
    const at = notBefore?.(item, now) ?? now
    if (at > now) {
      this.#cancelTimer()
      this.#cancelTimer = clock.after(at - now, () => this.poke())
      return
    }
    const done = deliver(item).then((changed) => {
      this.#underWay.delete(key)
      if (changed) this.poke()
    })
    this.#underWay.set(key, done)
  }
}
