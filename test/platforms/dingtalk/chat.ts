import type { WaitOptions } from '../kit/watch.ts'
import type { Button } from './button.ts'
import type { Card } from './card.ts'
import type { Shape } from './shown-text.ts'

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

/** A message as the members of its chat see it. A card changes in place. */
export interface ChatMessage {
  readonly id: string
  readonly chat: Chat
  readonly from: 'bot' | 'person'
  /** The person who wrote it. */
  readonly sender: string | undefined
  /** The words, without markup. */
  readonly text: string
  readonly shapes: readonly Shape[]
  /** What a notification shows of it. */
  readonly title: string
  readonly buttons: readonly Button[]
  /** The staff ids of people who are notified. */
  readonly at: readonly string[]
  /** The message whose webhook it came by: DingTalk's way to reply. */
  readonly replyTo: string | undefined
  /** How it came: by a webhook, the robot API, or as a card. */
  readonly way: 'webhook' | 'api' | 'card' | 'client'
  readonly card: Card | undefined
  /** The labels on it that say that the bot works. */
  readonly emotions: readonly string[]
  readonly recalled: boolean
}
