import type { Snackbar } from './snackbar.ts'

/** A tap on a callback button that waits for its answer. */
export interface Tap {
  /** What the bot answers with. */
  readonly eventId: string
  readonly userId: number
  readonly peerId: number
  /** Unix milliseconds. */
  readonly at: number
  state: 'open' | 'late' | 'answered'
  /** Shows the answer to the person. */
  readonly answer: (snackbar: Snackbar) => void
}
