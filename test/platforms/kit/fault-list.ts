import type { CallFault, FaultHandle } from './fault.ts'

interface Entry<Fault> {
  readonly name: string
  readonly fault: Fault
  left: number
  hits: number
}

/** The faults that calls are to meet, first set first met. */
export class FaultList<Call, Fault extends CallFault<Call>> {
  readonly #isNamed: (name: string, call: Call) => boolean
  #entries: Entry<Fault>[] = []

  /** `isNamed`: whether a call is one of those that a test means by a name. */
  constructor(isNamed: (name: string, call: Call) => boolean) {
    this.#isNamed = isNamed
  }

  /** Sets one for the calls of a name. */
  add(name: string, fault: Fault): FaultHandle {
    const entry: Entry<Fault> = { name, fault, left: fault.times ?? 1, hits: 0 }
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
  take(call: Call): Fault | undefined {
    const entry = this.#entries.find(
      ({ name, fault, left }) => left > 0 && this.#isNamed(name, call) && (fault.when?.(call) ?? true),
    )
    if (entry === undefined) return undefined
    entry.left -= 1
    entry.hits += 1
    return entry.fault
  }
}
