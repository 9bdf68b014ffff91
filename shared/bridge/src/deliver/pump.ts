import type { Clock } from '../ports/environment.ts'

/**
 * Runs `work` when poked, never twice at once; a poke during a run makes one more run. `work` returns when it wants to be
 * run again (epoch milliseconds), or `undefined`. A sweep pokes it as well, so that a lost poke costs only time.
 */
export class Pump {
  readonly #work: () => Promise<number | undefined>
  readonly #clock: Clock
  readonly #failed: (error: unknown) => void
  #running = false
  #again = false
  #stopped = false
  #cancelTimer: () => void = () => {}
  #idle: (() => void)[] = []

  constructor(clock: Clock, work: () => Promise<number | undefined>, failed: (error: unknown) => void) {
    this.#clock = clock
    this.#work = work
    this.#failed = failed
  }

  /** Whether `work` is under way. */
  get busy(): boolean {
    return this.#running
  }

  /** Something may be due. */
  poke(): void {
    this.#again = true
    if (!this.#running && !this.#stopped) void this.#run()
  }

  /** Ends it; resolves when nothing is under way. */
  stop(): Promise<void> {
    this.#stopped = true
    this.#cancelTimer()
    return this.whenIdle()
  }

  /** Resolves when nothing is under way. */
  whenIdle(): Promise<void> {
    return this.#running ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve()
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#again && !this.#stopped) {
      this.#again = false
      this.#cancelTimer()
      try {
        const at = await this.#work()
        if (at !== undefined) this.#wakeAt(at)
      } catch (error) {
        this.#failed(error)
      }
    }
    this.#running = false
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  #wakeAt(at: number): void {
    this.#cancelTimer = this.#clock.after(Math.max(0, at - this.#clock.now()), () => this.poke())
  }
}
