import type { Translator } from '@holdline/bridge'
import { readHostText } from '../gateway/host-texts.ts'
import { replyText } from '../gateway/message-text.ts'
import type { OutboundMessage } from '../host/channel-plugin.ts'

/** What people read of a message that the host sends: its own English texts in their language, or `''` for nothing. */
export function outboundText(message: OutboundMessage, translator: Translator, language: string): string {
  const isError = message.payload?.isError === true
  const meaning = readHostText(message.text, isError)
  if (meaning?.type === 'told') return ''
  if (meaning?.type === 'failure') return translator.text(language, `failed.${meaning.code}`)
  return replyText({
    ...message.payload,
    text: message.text === '' ? message.payload?.text : message.text,
    mediaUrl: message.mediaUrl ?? message.payload?.mediaUrl,
  })
}
