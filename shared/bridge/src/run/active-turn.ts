import type { Lease } from '../gate/turn.ts'
import type { TurnRecord } from '../store/records.ts'
import type { PhaseReport } from '../words/phase.ts'

/** Why a running turn's work is being stopped. The run's rejection is read by it. */
export type StopCause = 'cancelled' | 'lease_lost' | 'lane_timeout' | 'drain'

/** The reason of an aborted turn's signal. */
export class TurnStopped extends Error {
  override readonly name = 'TurnStopped'
  readonly cause_: StopCause

  constructor(cause: StopCause) {
    super(`turn stopped: ${cause}`)
    this.cause_ = cause
  }
}

/** A turn that this process works on. */
export interface ActiveTurn {
  readonly lease: Lease
  readonly turn: TurnRecord
  readonly controller: AbortController
  /** The latest phase reported. */
  phase: PhaseReport
  /** When that phase began. */
  phaseSince: number
  /** The last sign of work. */
  progressAt: number
  /** The `progressAt` that the store has. */
  savedProgressAt: number
  /** The number of journal entries in the store. */
  journalLength: number
  /** The part of the answer that people have seen: it stays, also when the turn is stopped. */
  shown: string
  /** The watchdog has warned for this stretch of silence. */
  warned: boolean
  stalled: boolean
}
