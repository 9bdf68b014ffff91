/** What is alive in a process while it works. */
export interface BusyHeap {
  /** Of the whole heap. */
  readonly bytes: number
  /** `AbortController`s: one for each turn that is worked on. */
  readonly controllers: number
}

/** What is alive in a process at rest. */
export interface HeapState extends BusyHeap {
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
