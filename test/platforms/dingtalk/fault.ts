import type { RecordedCall } from './recorded-call.ts'

/** How a call fails. Without anything but `delayMs` it only takes longer. */
export interface Fault {
  /** How many calls fail; `Infinity` until it is cleared. Default: 1. */
  readonly times?: number
  /** Only calls for which this holds. */
  readonly when?: (call: RecordedCall) => boolean
  /** Milliseconds of the platform's clock before anything happens. */
  readonly delayMs?: number
  /** The HTTP status of an error answer, and its `code`. */
  readonly status?: number
  readonly code?: string
  /** The error of a webhook, with HTTP 200. */
  readonly errcode?: number
  /** What comes instead of JSON, for example a proxy's page; its status is `status`, or 502. */
  readonly body?: string
  /** The connection breaks, and nothing has happened. */
  readonly dropBefore?: boolean
  /** It happens, and then the connection breaks before the answer. */
  readonly dropAfter?: boolean
  /** No answer, until the client leaves. */
  readonly hang?: boolean
}

/** A fault that is set. */
export interface FaultHandle {
  /** How many calls it has hit. */
  readonly hits: number
  /** Lets calls through again. */
  clear(): void
}

interface Entry {
  readonly endpoint: string
  readonly fault: Fault
  left: number
  hits: number
}

/** The faults that calls are to meet, first set first met. */
export class FaultList {
  #entries: Entry[] = []

  /** Sets one; `*` is every endpoint. */
  add(endpoint: string, fault: Fault): FaultHandle {
    const entry: Entry = { endpoint, fault, left: fault.times ?? 1, hits: 0 }
    this.#entries.push(entry)
    return {
      get hits() {
        return entry.hits
      },
      clear: () => {
        this.#entries = this.#entries.filter((other) => other !== entry)
      },
    }
  }

  /** The fault that a call meets, used up by one. */
  take(call: RecordedCall): Fault | undefined {
    const entry = this.#entries.find(
      ({ endpoint, fault, left }) =>
        left > 0 && (endpoint === '*' || endpoint === call.endpoint) && (fault.when?.(call) ?? true),
    )
    if (entry === undefined) return undefined
    entry.left -= 1
    entry.hits += 1
    return entry.fault
  }
}
