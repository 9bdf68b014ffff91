import type { ChannelCapabilities, ChatRef, OutboxPart } from '@holdline/bridge'
import type { ReplyPayload } from '../host/inbound.ts'
import type { Choices } from './choices.ts'
import type { KeptFile } from './media.ts'
import { type Card, cardInWords, readCard } from './presentation.ts'

/** What rich answers are made with. */
export interface RichParts {
  readonly capabilities: ChannelCapabilities
  readonly choices: Pick<Choices, 'offer'>
  /** Fetches a file of the agent; `null` when it cannot be had. */
  readonly keep: (source: string) => Promise<KeptFile | null>
  /** Where people open a kept file, on channels that show links to it; absent: nowhere. */
  readonly linkTo?: (file: KeptFile) => string
  /** Text as the parts that the channel takes. */
  readonly split: (text: string) => readonly OutboxPart[]
}

/** Whether a payload is more than words: a card, or files. */
export function isRich(payload: ReplyPayload): boolean {
  return sourcesOf(payload).length > 0 || readCard(payload.presentation) !== null
}

/**
 * A payload of the host as the parts of one message: its text, its card with buttons below, then its files. What a
 * channel cannot show is put into words: buttons as what can be written instead, files as links or by their names.
 */
export async function richParts(
  payload: ReplyPayload,
  chat: ChatRef,
  parts: RichParts,
): Promise<readonly OutboxPart[]> {
  const { capabilities, choices, keep, linkTo, split } = parts
  const sources = sourcesOf(payload)
  const kept = await Promise.all(sources.map(async (source) => ({ source, file: await keep(source) })))
  const sent = capabilities.media === true ? kept.flatMap(({ file }) => file ?? []) : []
  const named = kept.filter(({ file }) => file === null || !sent.includes(file))
  const links = named.map(({ source, file }) => lineOf(source, file, linkTo))
  const card = readCard(payload.presentation)
  const native = capabilities.buttons === true && card !== null && card.buttons.length > 0
  const words = [payload.text ?? '', card === null ? '' : textOf(card, native, payload.text), ...links]
  const text = words.filter((line) => line.trim() !== '').join('\n\n')
  const texts = text === '' && !native ? [] : split(text)
  return [...(native ? await withButtons(texts, card, chat, choices) : texts), ...sent.map(partOf)]
}

/** The addresses and paths that a payload names, once each. */
function sourcesOf({ mediaUrl, mediaUrls = [] }: ReplyPayload): string[] {
  return [...new Set([...(mediaUrl === undefined ? [] : [mediaUrl]), ...mediaUrls])].filter((one) => one !== '')
}

/** The host may have put the card's words into the text already. */
function textOf(card: Card, native: boolean, said = ''): string {
  const words = native ? card.text : cardInWords(card)
  return said.trim() !== '' && (said.includes(words) || said.includes(card.text)) && native ? '' : words
}

/** The buttons stand below the last text. */
async function withButtons(
  texts: readonly OutboxPart[],
  card: Card,
  chat: ChatRef,
  choices: Pick<Choices, 'offer'>,
): Promise<readonly OutboxPart[]> {
  const buttons = await choices.offer(chat, card.buttons)
  const last = texts.at(-1) ?? { type: 'text', text: '' }
  return [...texts.slice(0, -1), { ...last, buttons }]
}

function partOf({ key, name, media, mimeType }: KeptFile): OutboxPart {
  return { type: 'file', text: '', name, blob: key, media, ...(mimeType === undefined ? {} : { mimeType }) }
}

/** Addresses of the web can be opened by people; a path on the gateway's machine is nothing to them but a name. */
function lineOf(source: string, file: KeptFile | null, linkTo: RichParts['linkTo']): string {
  if (file !== null && linkTo !== undefined) return link(file.media, file.name, linkTo(file))
  if (/^https?:/.test(source)) return source
  return `📎 ${file?.name ?? source.split('/').at(-1) ?? source}`
}

function link(media: KeptFile['media'], name: string, url: string): string {
  const label = name.replaceAll(/[[\]]/g, '')
  return media === 'image' ? `![${label}](${url})` : `[${label}](${url})`
}
