/** What is alive in a process while it works. */
export interface BusyHeap {
  /** Of the whole heap. */
  readonly bytes: number
  /** Turns that are worked on, each with a signal that can stop it. */
  readonly signals: number
}

/** What is alive in a process at rest. */
export interface HeapState {
  /** Of the whole heap. */
  readonly bytes: number
  /** `AbortController`s: one for each turn that is worked on. */
  readonly controllers: number
  readonly promises: number
  readonly maps: number
}

/** The three moments of a life of many sessions. */
export interface HeapReport {
  readonly before: HeapState
  /** All of them work. */
  readonly busy: BusyHeap
  /** All of them are over. */
  readonly after: HeapState
}
