import type { CallFault } from '../kit/fault.ts'
import type { RecordedCall } from './recorded-call.ts'

/** How a call fails. Without anything but `delayMs` it only takes longer. */
export interface Fault extends CallFault<RecordedCall> {
  /** The HTTP status, and `error_code`. */
  readonly status?: number
  readonly description?: string
  /** Seconds; makes it a 429. */
  readonly retryAfter?: number
  /** Makes it the 400 of a group that has become a supergroup. */
  readonly migrateTo?: number
}
