/** A button of a message. */
export interface Button {
  readonly label: string
  /** What a press opens; none: it calls the app back. */
  readonly url: string | undefined
}
