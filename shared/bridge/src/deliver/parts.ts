import type { ChannelCapabilities } from '../ports/channel.ts'
import type { OutboxPart } from '../store/records.ts'
import { splitMarkdown } from './split.ts'

/** What a file that stands for a long answer is called. */
const FILE_NAME = 'answer.md'

/** What stands before a file: the beginning of the answer, so that the chat shows what the file is about. */
const PREVIEW_SHARE = 0.5

/**
 * An answer as the messages that a channel takes. More parts than the flood cap become the answer's beginning and a
 * file with all of it, where the channel has files; else all parts are sent.
 */
export function partsOf(
  text: string,
  capabilities: Pick<ChannelCapabilities, 'maxText' | 'maxParts' | 'files'>,
): OutboxPart[] {
  const { maxText, maxParts, files } = capabilities
  if (maxText === undefined || text.length <= maxText) return [{ type: 'text', text }]
  const parts = splitMarkdown(text, maxText)
  if (!files || maxParts === undefined || parts.length <= maxParts)
    return parts.map((part) => ({ type: 'text', text: part }))
  const [preview = ''] = splitMarkdown(text, Math.floor(maxText * PREVIEW_SHARE))
  return [
    { type: 'text', text: preview },
    { type: 'file', text, name: FILE_NAME },
  ]
}
