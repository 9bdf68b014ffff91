import type { Card } from './card.ts'
import type { Chat } from './chat.ts'
import type { Shape } from './shown-text.ts'

/** A button of a message. */
export interface Button {
  readonly label: string
  /** What a press opens; none: it calls the app back. */
  readonly url: string | undefined
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
