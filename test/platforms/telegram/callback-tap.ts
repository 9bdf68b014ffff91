import type { ChatMessage } from './chat.ts'
import type { Toast } from './toast.ts'

/** A tap on a callback button, until the bot answers it or takes too long. */
export interface CallbackTap {
  readonly id: string
  readonly message: ChatMessage
  readonly userId: number
  /** Unix milliseconds. */
  readonly at: number
  state: 'open' | 'answered' | 'late'
  readonly answer: (toast: Toast) => void
}
