/** How a community answered a tap, as the person sees it. */
export interface Snackbar {
  readonly userId: number
  /** What was shown; `undefined` when the button only stopped spinning, or something else was opened. */
  readonly text: string | undefined
  /** The link that was opened. */
  readonly link: string | undefined
  /** Milliseconds since the tap. */
  readonly afterMs: number
}
