/** What a person sees after a tap. */
export interface Toast {
  /** In the language of the person; none when the bot answered without a toast. */
  readonly text: string | undefined
  readonly type: string | undefined
  /** Whether the answer also brought another card. */
  readonly card: boolean
  /** Milliseconds from the tap to the answer. */
  readonly afterMs: number
  /** The name of the person. */
  readonly by: string
}
