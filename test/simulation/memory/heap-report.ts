/** What is alive in a process at one moment. */
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
  readonly busy: HeapState
  /** All of them are over. */
  readonly after: HeapState
}
