import type { Attachment, ChatKind, TurnMessage } from '@holdline/bridge'
import { defuse } from './system-event.ts'

/** The parts of a message that the model reads. */
export type ReadableMessage = Pick<TurnMessage, 'text' | 'attachments' | 'quote' | 'sender'>

/**
 * A message as the model reads it: what it quotes (marked as Markdown does), its text (in groups after the sender's
 * name), one line per attachment.
 */
export function userTextOf(message: ReadableMessage, kind: ChatKind): string {
  const text = kind === 'group' ? `${message.sender.name ?? message.sender.id}: ${message.text}` : message.text
  const lines = [
    ...(message.quote === undefined ? [] : [quoted(message.quote)]),
    ...(text === '' ? [] : [text]),
    ...message.attachments.map(attachmentLine),
  ]
  return defuse(lines.join('\n'))
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
}

function attachmentLine(attachment: Attachment): string {
  const facts = [
    attachment.name === undefined ? attachment.kind : `${attachment.kind} "${attachment.name}"`,
    ...(attachment.mimeType === undefined ? [] : [attachment.mimeType]),
    ...(attachment.size === undefined ? [] : [`${attachment.size} bytes`]),
  ].join(', ')
  return attachment.text === undefined ? `(attached: ${facts})` : `(attached: ${facts}; content: ${attachment.text})`
}
