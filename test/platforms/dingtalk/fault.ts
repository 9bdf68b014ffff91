import type { CallFault } from '../kit/fault.ts'
import type { RecordedCall } from './recorded-call.ts'

/** How a call fails. Without anything but `delayMs` it only takes longer. */
export interface Fault extends CallFault<RecordedCall> {
  /** The HTTP status of an error answer, and its `code`. */
  readonly status?: number
  readonly code?: string
  /** The error of a webhook, with HTTP 200. */
  readonly errcode?: number
}
