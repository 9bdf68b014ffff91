import type { CallFault } from '../kit/fault.ts'
import type { RecordedCall } from './recorded-call.ts'

/** How a call fails. Without anything but `delayMs` it only takes longer. */
export interface Fault extends CallFault<RecordedCall> {
  /** The HTTP status; default: what the platform has for the code. */
  readonly status?: number
  /** The code of the answer, for example 11232. */
  readonly code?: number
  /** Default: what the platform says with the code. */
  readonly msg?: string
  /** Seconds; the `x-ogw-ratelimit-reset` of a 99991400. */
  readonly resetS?: number
}
