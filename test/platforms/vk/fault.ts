import type { CallFault } from '../kit/fault.ts'
import type { RecordedCall } from './recorded-call.ts'

/** How a call fails. Without anything but `delayMs` it only takes longer. */
export interface Fault extends CallFault<RecordedCall> {
  /** An `error_code`, or the `failed` of a long poll; a captcha (14) brings its picture. */
  readonly code?: number
  /** The `error_msg`, instead of VK's own. */
  readonly message?: string
  /** The HTTP status of what comes instead of VK's JSON, such as the page of a proxy. */
  readonly status?: number
}
