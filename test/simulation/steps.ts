import type { Scheduler } from 'fast-check'

/**
 * Who goes next. Everything in a simulated world that takes time (a call to the store, a message on the wire, a step of
 * the agent) waits here for its turn, so that the order of a run is decided in one place and can be replayed.
 */
export interface Steps {
  /** Resolves when it is the caller's turn. The label is for the reader of a failed run. */
  turn(label: string): Promise<void>
  /** How many wait. */
  readonly waiting: number
  /** Lets one go, and waits until nothing more follows from it by itself. */
  one(): Promise<void>
  /** Waits until nothing more follows from what has happened by itself. */
  settle(): Promise<void>
}

/** Order drawn by fast-check, which replays and shrinks it. */
export class DrawnSteps implements Steps {
  readonly #scheduler: Scheduler

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
  }

  turn(label: string): Promise<void> {
    return this.#scheduler.schedule(Promise.resolve(), label)
  }

  get waiting(): number {
    return this.#scheduler.count()
  }

  async one(): Promise<void> {
    await this.#scheduler.waitOne()
    await lap()
  }

  settle(): Promise<void> {
    return lap()
  }
}

/** A real database takes some laps of the event loop for a transaction, and what follows from it some more. */
const LAPS = 8

/** Everything at once: for tests that decide the order themselves, also on a real database. */
export const AT_ONCE: Steps = {
  turn: () => Promise.resolve(),
  waiting: 0,
  one: settleAll,
  settle: settleAll,
}

/** The same where the store is in memory: its transactions take no lap of the event loop. */
export const AT_ONCE_IN_MEMORY: Steps = { ...AT_ONCE, one: lap, settle: lap }

async function settleAll(): Promise<void> {
  for (let left = LAPS; left > 0; left -= 1) await lap()
}

/** Resolves when all promises that could go on have done so. No time passes: the event loop is only asked for a lap. */
export function lap(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
