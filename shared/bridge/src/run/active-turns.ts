import type { Lease } from '../gate/turn.ts'
import type { TurnRecord } from '../store/records.ts'
import { type ActiveTurn, type StopCause, TurnStopped } from './active-turn.ts'

/** Stops that wait for the start of their turn; one that never comes is soon forgotten. */
const MAX_EARLY = 1_000

/** The turns that this process works on, each under the lease that it was given last. */
export class ActiveTurns {
  readonly #owner: string
  readonly #turns = new Map<string, ActiveTurn>()
  readonly #early = new Map<string, StopCause>()
  #idle: (() => void)[] = []

  /** `owner` is the name under which this process owns leases. */
  constructor(owner: string) {
    this.#owner = owner
  }

  get size(): number {
    return this.#turns.size
  }

  has(turnId: string): boolean {
    return this.#turns.has(turnId)
  }

  all(): readonly ActiveTurn[] {
    return [...this.#turns.values()]
  }

  /** Resolves when no turn is being worked on. */
  whenIdle(): Promise<void> {
    if (this.#turns.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  /**
   * Takes on a turn, whose work under an earlier lease is over then. `undefined`: it is worked on under this lease
   * already, or the lease was lost before it could be taken on.
   */
  add(turn: TurnRecord, now: number): ActiveTurn | undefined {
    const known = this.#turns.get(turn.id)
    if (known !== undefined && known.lease.epoch >= turn.epoch) return undefined
    known?.controller.abort(new TurnStopped('lease_lost'))
    const early = this.#early.get(turn.id)
    this.#early.delete(turn.id)
    if (early === 'lease_lost') return undefined
    const active: ActiveTurn = {
      lease: { session: turn.session, turnId: turn.id, epoch: turn.epoch },
      turn,
      controller: new AbortController(),
      phase: turn.phase,
      phaseSince: now,
      progressAt: now,
      savedProgressAt: now,
      journalLength: 0,
      shown: '',
      warned: false,
      stalled: false,
    }
    this.#turns.set(turn.id, active)
    if (early !== undefined) this.stop(turn.id, early)
    return active
  }

  /** The work on a turn is over, and its end is written. */
  remove(active: ActiveTurn): void {
    const { turnId } = active.lease
    if (this.#turns.get(turnId) === active) this.#turns.delete(turnId)
  }

  /** Tells who waits for it that nothing is being worked on, where that is so. */
  tellIdle(): void {
    if (this.#turns.size === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  /** Stops all work. */
  stopAll(cause: StopCause): void {
    for (const turnId of this.#turns.keys()) this.stop(turnId, cause)
  }

  /** Stops the work on a turn, under whatever lease. */
  stop(turnId: string, cause: StopCause): void {
    const active = this.#turns.get(turnId)
    if (active === undefined || active.controller.signal.aborted) return
    active.controller.abort(new TurnStopped(cause))
  }

  /**
   * Stops the work on turns that a decision has cancelled, or has ended over their holder's head. It may be heard of before
   * the decision that started them: the stop is kept for their start.
   */
  stopSoon(turns: readonly TurnRecord[], cause: StopCause): void {
    for (const turn of turns) {
      if (this.#turns.has(turn.id)) this.stop(turn.id, cause)
      else if (turn.owner === this.#owner) {
        if (this.#early.size >= MAX_EARLY) this.#early.clear()
        this.#early.set(turn.id, cause)
      }
    }
  }

  /** Stops the work under one lease; the same turn under a later one goes on. */
  stopLease({ turnId, epoch }: Lease, cause: StopCause): void {
    if (this.#turns.get(turnId)?.lease.epoch === epoch) this.stop(turnId, cause)
  }
}
