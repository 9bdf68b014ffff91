/** An answer to a tap, as the person who tapped saw it. */
export interface Toast {
  readonly userId: number
  readonly text: string | undefined
  /** Whether it had to be closed by hand. */
  readonly alert: boolean
  readonly url: string | undefined
  /** From the tap to the answer. */
  readonly afterMs: number
}
