import type { Steps } from './steps.ts'
import type { TimerOwner } from './virtual-time.ts'

/** What a boot shares with the earlier and later ones of its node. */
export interface BootHome {
  readonly paused: boolean
  readonly skewMs: number
  /** Resolves when the node is no longer paused. */
  awake(): Promise<void>
}

/** One life of a node: from a start to a crash or a stop. */
export class Boot implements TimerOwner {
  readonly id: string
  readonly #home: BootHome
  readonly #steps: Steps
  #alive = true

  constructor(id: string, home: BootHome, steps: Steps) {
    this.id = id
    this.#home = home
    this.#steps = steps
  }

  get alive(): boolean {
    return this.#alive
  }

  get paused(): boolean {
    return this.#home.paused
  }

  get skewMs(): number {
    return this.#home.skewMs
  }

  /** Nothing of this boot goes on any more. */
  end(): void {
    this.#alive = false
  }

  /** Waits for a turn of this boot: later than the pause of its node, and for ever after its end. */
  async turn(label: string): Promise<void> {
    await this.#steps.turn(`${this.id} ${label}`)
    while (this.#alive && this.#home.paused) {
      await this.#home.awake()
      await this.#steps.turn(`${this.id} ${label}`)
    }
    if (!this.#alive) await new Promise(() => {})
  }
}
