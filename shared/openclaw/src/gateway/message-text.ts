import type { Attachment, Turn, TurnMessage } from '@holdline/bridge'
import type { ReplyPayload } from '../host/inbound.ts'

/**
 * What the agent is told a turn is about: its messages one after the other, in a group with their senders. Attachments
 * that the agent is `given` as files are not named, except for what was heard or seen in them.
 */
export function questionOf({ messages, chat }: Turn, given: ReadonlySet<Attachment> = new Set()): string {
  const several = messages.length > 1 && chat.kind === 'group'
  return messages.map((message) => textOf(message, several, given)).join('\n\n')
}

function textOf(
  { text, quote, attachments, sender }: TurnMessage,
  named: boolean,
  given: ReadonlySet<Attachment>,
): string {
  const quoted = quote === undefined ? [] : [quote.replaceAll(/^/gm, '> ')]
  const mentioned = attachments.filter((one) => !given.has(one) || one.text !== undefined)
  const files = mentioned.map(({ kind, name, text: heard }) => {
    const content = heard === undefined ? '' : `; content: ${heard}`
    return `(attached: ${kind}${name === undefined ? '' : ` "${name}"`}${content})`
  })
  const said = named && sender.name !== undefined ? `${sender.name}: ${text}` : text
  return [...quoted, said, ...files].filter((line) => line !== '').join('\n')
}

/** A payload of the host as Markdown: media that we cannot carry become links, which people can at least open. */
export function replyText({ text = '', mediaUrl, mediaUrls = [] }: ReplyPayload): string {
  const media = [...(mediaUrl === undefined ? [] : [mediaUrl]), ...mediaUrls].filter((url) => /^https?:/.test(url))
  return [text, ...new Set(media)].filter((line) => line.trim() !== '').join('\n')
}
