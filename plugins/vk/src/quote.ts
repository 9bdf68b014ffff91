import { clip } from '@holdline/bridge'
import { plainWords } from './address.ts'
import type { VkMessage } from './events.ts'
import { MAX_MESSAGE_TEXT } from './limits.ts'
import { nested } from './media.ts'

/** The words that a message comes with: what it answers, and what it forwards, one after the other. */
export function quoteOf(message: VkMessage): string | undefined {
  const words = nested(message)
    .map(({ text }) => plainWords(text).trim())
    .filter((text) => text !== '')
    .join('\n\n')
  return words === '' ? undefined : clip(words, MAX_MESSAGE_TEXT)
}
