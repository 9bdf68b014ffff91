import type { WaitOptions } from '../telegram/watch.ts'
import type { ChatMessage } from './chat-message.ts'

/** A conversation with the robot, as its members see it. */
export interface Chat {
  readonly kind: 'direct' | 'group'
  /** DingTalk's id, such as `cidAbc==`. */
  readonly id: string
  readonly title: string
  /** What can be read, oldest first. */
  readonly messages: readonly ChatMessage[]
  /** Those of the robot. */
  readonly fromBot: readonly ChatMessage[]
  readonly last: ChatMessage | undefined
  /** Whether any message bears a sign that the robot works. */
  typing(): boolean
  /** The first value of `look` that is neither empty nor false; looks again after every change. */
  until<T>(look: (chat: Chat) => T | undefined | null | false, options?: WaitOptions): Promise<T>
}
