import type { Clock } from '../ports/environment.ts'

/** What a pump moves, and how. */
export interface PumpOptions<T> {
  readonly clock: Clock
  /** What is due now, the longest due first, at most `limit`. */
  due(now: number, limit: number): Promise<readonly T[]>
  /** How many items are looked at, besides those that are held back. */
  readonly parallel: number
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
  #timerAt = Number.POSITIVE_INFINITY

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
    this.#dropTimer()
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
      this.#dropTimer()
      try {
        await this.#beginAll(this.#options.clock.now())
      } catch (error) {
        this.#options.failed(error)
      }
    }
  }

  /** Begins everything that may go. What is held back takes no place from what is due behind it. */
  async #beginAll(now: number): Promise<void> {
    const { due, parallel } = this.#options
    for (let limit = parallel; ; limit *= 2) {
      const items = await due(now, limit)
      const held = items.filter((item) => !this.#begin(item, now)).length
      if (items.length < limit || items.length - held >= parallel) return
    }
  }

  /** False: the item may not go yet. */
  #begin(item: T, now: number): boolean {
    const { keyOf, notBefore, deliver } = this.#options
    const key = keyOf(item)
    if (this.#stopped || this.#underWay.has(key)) return true
    const at = notBefore?.(item, now) ?? now
    if (at > now) {
      this.#wakeAt(at, now)
      return false
    }
    const done = deliver(item).then((changed) => {
      this.#underWay.delete(key)
      if (changed) this.poke()
    })
    this.#underWay.set(key, done)
    return true
  }

  /** One timer, for what is held back the shortest. */
  #wakeAt(at: number, now: number): void {
    if (at >= this.#timerAt) return
    this.#dropTimer()
    this.#timerAt = at
    this.#cancelTimer = this.#options.clock.after(at - now, () => this.poke())
  }

  #dropTimer(): void {
    this.#cancelTimer()
    this.#timerAt = Number.POSITIVE_INFINITY
  }
}
