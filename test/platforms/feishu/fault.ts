import type { RecordedCall } from './recorded-call.ts'

/** How a call fails. Without anything but `delayMs` it only takes longer. */
export interface Fault {
  /** How many calls fail; `Infinity` until it is cleared. Default: 1. */
  readonly times?: number
  /** Only calls for which this holds. */
  readonly when?: (call: RecordedCall) => boolean
  /** Milliseconds of the platform's clock before anything happens. */
  readonly delayMs?: number
  /** The HTTP status; default: what the platform has for the code. */
  readonly status?: number
  /** The code of the answer, for example 11232. */
  readonly code?: number
  /** Default: what the platform says with the code. */
  readonly msg?: string
  /** Seconds; the `x-ogw-ratelimit-reset` of a 99991400. */
  readonly resetS?: number
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
  readonly method: string
  readonly fault: Fault
  left: number
  hits: number
}

/** The faults that calls are to meet, first set first met. */
export class FaultList {
  #entries: Entry[] = []

  /** Sets one; `*` is every method. */
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
    const entry = this.#entries.find(
      ({ method, fault, left }) => left > 0 && ['*', call.method].includes(method) && (fault.when?.(call) ?? true),
    )
    if (entry === undefined) return undefined
    entry.left -= 1
    entry.hits += 1
    return entry.fault
  }
}
