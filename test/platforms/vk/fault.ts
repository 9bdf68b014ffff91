import type { RecordedCall } from './recorded-call.ts'

/** How a call fails. Without anything but `delayMs` it only takes longer. */
export interface Fault {
  /** How many calls fail; `Infinity` until it is cleared. Default: 1. */
  readonly times?: number
  /** Only calls for which this holds. */
  readonly when?: (call: RecordedCall) => boolean
  /** Milliseconds of the platform's clock before anything happens. */
  readonly delayMs?: number
  /** An `error_code`, or the `failed` of a long poll; a captcha (14) brings its picture. */
  readonly code?: number
  /** The `error_msg`, instead of VK's own. */
  readonly message?: string
  /** The HTTP status of what comes instead of VK's JSON, such as the page of a proxy. */
  readonly status?: number
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
  readonly method: string
  readonly fault: Fault
  left: number
  hits: number
}

/** The faults that calls are to meet, first set first met. */
export class FaultList {
  #entries: Entry[] = []

  /** Sets one; `*` is every method of the API, but neither a long poll nor an upload. */
  add(method: string, fault: Fault): FaultHandle {
    const entry: Entry = { method, fault, left: fault.times ?? 1, hits: 0 }
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
    const names = call.method.includes('.') || call.method === 'execute' ? ['*', call.method] : [call.method]
    const entry = this.#entries.find(
      ({ method, fault, left }) => left > 0 && names.includes(method) && (fault.when?.(call) ?? true),
    )
    if (entry === undefined) return undefined
    entry.left -= 1
    entry.hits += 1
    return entry.fault
  }
}
