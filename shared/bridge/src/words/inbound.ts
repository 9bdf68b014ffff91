import type { ChatRef } from './chat.ts'
import type { Json } from './json.ts'
import type { Person } from './person.ts'

/** A file, voice message, picture or place that came with a message. */
export interface Attachment {
  readonly kind: 'image' | 'file' | 'audio' | 'voice' | 'video' | 'sticker' | 'location' | 'contact'
  /** The platform's handle; opened through `Channel.openAttachment`, never a URL with a token in it. */
  readonly ref: Json
  readonly name?: string
  readonly mimeType?: string
  /** Size in bytes, where the platform says. */
  readonly size?: number
  /** What the platform heard or saw in it (a transcript, an emoji, coordinates). */
  readonly text?: string
}

/** How a message is addressed; facts from the channel, judged by the core. */
export interface Address {
  /** The strongest way in which the bot is addressed. */
  readonly by: 'direct' | 'mention' | 'reply' | 'command' | 'none'
  /** The sender is another bot. */
  readonly fromBot: boolean
  /** The message mentions everybody (`@all`); never counts as a mention of the bot. */
  readonly everyone: boolean
}

/** One message as a channel decoded it, before the gate. */
export interface Inbound {
  /** Equal for every delivery of the same platform event; unique per channel and account. */
  readonly dedupeKey: string
  readonly chat: ChatRef
  readonly sender: Person
  /** The text without the bot's mention; may be empty when there are attachments. */
  readonly text: string
  readonly attachments: readonly Attachment[]
  readonly address: Address
  /** The platform's id of the message: what an answer replies to. */
  readonly ref: string
  /** When it reached us, in epoch milliseconds. */
  readonly receivedAt: number
  /** The text it quotes, given to the agent as context. */
  readonly quote?: string
  /** Messages of one album share this; they become one turn after a short quiet time. */
  readonly album?: string
  /** The channel cannot pass it on: it is not kept, and its sender is told why, if it was meant for the bot at all. */
  readonly refused?: 'unsupported' | 'file_too_large'
  /**
   * Events for the channel's own log, written in the transaction that accepts the message under this id. `text` is what
   * is left of the message when a command stood before it.
   */
  readonly log?: (messageId: string, text: string) => readonly LogWrite[]
}

/** One entry for a channel's event log. A later entry with the same subject replaces the earlier one. */
export interface LogWrite {
  /** The log, for example `webchat:default:<chat>`. */
  readonly scope: string
  readonly subject: string
  readonly body: Json
}
