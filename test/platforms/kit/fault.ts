/** What happens to a call that fails. Without anything but `delayMs` it only takes longer. */
export interface Mishap {
  /** Milliseconds of the platform's clock before anything happens. */
  readonly delayMs?: number
  /** What comes instead of JSON, for example a proxy's page; its status is `status`, or 502. */
  readonly body?: string
  /** The connection breaks, and nothing has happened. */
  readonly dropBefore?: boolean
  /** It happens, and then the connection breaks before the answer. */
  readonly dropAfter?: boolean
  /** No answer, until the client leaves. */
  readonly hang?: boolean
}

/** Which calls fail, and how, on every platform; each adds the errors that it has. */
export interface CallFault<Call> extends Mishap {
  /** How many calls fail; `Infinity` until it is cleared. Default: 1. */
  readonly times?: number
  /** Only calls for which this holds. */
  readonly when?: (call: Call) => boolean
}

/** A fault that is set. */
export interface FaultHandle {
  /** How many calls it has hit. */
  readonly hits: number
  /** Lets calls through again. */
  clear(): void
}
