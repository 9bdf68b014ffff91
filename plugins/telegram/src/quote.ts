import type { Message } from '@grammyjs/types'
import { clip } from '@holdline/bridge'
import { isTopicRoot } from './address.ts'
import { MAX_MESSAGE_TEXT } from './limits.ts'

/** The words that a message answers: the passage that its sender chose, else the whole message. */
export function quoteOf(message: Message): string | undefined {
  const to = isTopicRoot(message) ? undefined : message.reply_to_message
  const text = message.quote?.text ?? to?.text ?? to?.caption
  return text === undefined || text.trim() === '' ? undefined : clip(text, MAX_MESSAGE_TEXT)
}
