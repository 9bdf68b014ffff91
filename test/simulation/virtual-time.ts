import type { Clock } from '@holdline/bridge'

/** Where time begins: a plain number, easy to subtract in a failed run's output. */
const START_MS = 1_000_000

/** Whose timers they are. */
export interface TimerOwner {
  /** Gone for good: its timers are dropped. */
  readonly alive: boolean
  /** Stopped for now: its timers wait, and fire late. */
  readonly paused: boolean
  /** How far its clock is off, in milliseconds. */
  readonly skewMs: number
}

/** Who is always there and whose clock is right: what no node owns. */
export const NATURE: TimerOwner = { alive: true, paused: false, skewMs: 0 }

interface Timer {
  readonly at: number
  readonly owner: TimerOwner
  readonly run: () => void
}

/** Time that passes only when it is told to. Timers of one instant fire in the order in which they were set. */
export class VirtualTime {
  #now = START_MS
  readonly #timers = new Set<Timer>()

  /** The true time. */
  get now(): number {
    return this.#now
  }

  /** Time as one owner sees it. A clock that jumps does not move timers, as in a real process. */
  clockOf(owner: TimerOwner): Clock {
    return {
      now: () => this.#now + owner.skewMs,
      after: (delayMs, run) => {
        const timer: Timer = { at: this.#now + Math.max(0, delayMs), owner, run }
        this.#timers.add(timer)
        return () => this.#timers.delete(timer)
      },
    }
  }

  /** When the next timer of somebody who runs is due. */
  get next(): number | undefined {
    let next: number | undefined
    for (const timer of this.#timers) {
      if (!timer.owner.alive) this.#timers.delete(timer)
      else if (!timer.owner.paused && (next === undefined || timer.at < next)) next = timer.at
    }
    return next === undefined ? undefined : Math.max(next, this.#now)
  }

  /** Goes on to a time, and fires what is due then. */
  moveTo(time: number): void {
    this.#now = Math.max(this.#now, time)
    const due = [...this.#timers].filter(({ at, owner }) => at <= this.#now && owner.alive && !owner.paused)
    for (const timer of due.sort((a, b) => a.at - b.at))
      if (this.#timers.delete(timer) && timer.owner.alive) timer.run()
  }
}
