import { createHash } from 'node:crypto'
import {
  type ChatRef,
  clip,
  type FileReply,
  type Json,
  type Notice,
  type NoticeButton,
  type Person,
  type Reply,
  type ReplyButton,
} from '@holdline/bridge'
import { CARD_RESERVE_BYTES, MAX_FILE_NAME, MAX_MENTIONS, MAX_RICH_BYTES, MAX_TEXT_BYTES, MAX_UUID } from './limits.ts'
import { byClient } from './locale.ts'
import { cardMarkdown } from './markdown.ts'
import { tapValue } from './tap-value.ts'

/** What is sent: the platform's kind of message, and its content as JSON. */
export interface Payload {
  readonly type: 'interactive' | 'post' | 'text' | 'file' | 'image' | 'media'
  readonly content: string
}

type Element = Readonly<Record<string, Json>>

/** How loud a button looks. */
const STYLES: Readonly<Record<NoticeButton['style'], string>> = {
  primary: 'primary',
  danger: 'danger',
  secondary: 'default',
}

/**
 * A notice as a card. Its words and labels stand in it in every language that we have, and each reader's client shows
 * theirs, unless the readers have chosen one. All of it is plain text: nothing in it means anything as markup.
 */
export function encodeNotice(notice: Notice): Payload {
  const { text, buttons, locale, translations } = notice
  const words = shown(text)
  const texts = translations && byClient({ [locale]: words, ...each(translations, (one) => shown(one.text)) })
  return card(
    [
      { tag: 'div', text: plain(words, texts) },
      ...(buttons.length === 0 ? [] : [rowOf(buttons.map((button) => noticeButton(button, notice)))]),
    ],
    plainSummary(words, texts),
  )
}

/** The same as rich text, for where cards are refused: it has no buttons, and the commands do what they would. */
export function encodePlainNotice({ text, locale, translations = [] }: Notice): Payload {
  const texts = byClient({ [locale]: text, ...each(translations, (one) => one.text) })
  const all = Object.keys(texts).length === 0 ? { en_us: text } : texts
  const posts = Object.entries(all).map(([client, words]) => [client, { content: linesOf(shown(words)) }])
  return { type: 'post', content: JSON.stringify(Object.fromEntries(posts)) }
}

function noticeButton(button: NoticeButton, { chat, noticeId, locale, translations }: Notice): Element {
  const { action, label, token, style } = button
  const labels = translations && byClient({ [locale]: label, ...each(translations, ({ labels }) => labels[action]) })
  const value = tapValue({
    action,
    token,
    notice: noticeId,
    kind: chat.kind,
    ...(chat.thread === undefined ? {} : { thread: chat.thread }),
  })
  return { tag: 'button', type: STYLES[style], text: plain(label, labels), behaviors: [{ type: 'callback', value }] }
}

function each<T extends { readonly locale: string }>(
  translations: readonly T[],
  textOf: (one: T) => string | undefined,
): Record<string, string> {
  return Object.fromEntries(
    translations.flatMap((one) => {
      const text = textOf(one)
      return text === undefined ? [] : [[one.locale, text]]
    }),
  )
}

function plain(content: string, texts: Readonly<Record<string, string>> | undefined): Element {
  return { tag: 'plain_text', content, ...(texts === undefined ? {} : { i18n_content: texts }) }
}

/** What the list of chats shows of a card. */
function plainSummary(content: string, texts: Readonly<Record<string, string>> | undefined): Element {
  const line = (text: string) => clip(text.split('\n', 1)[0] ?? '', 100)
  const lines = texts && Object.fromEntries(Object.entries(texts).map(([client, text]) => [client, line(text)]))
  return { content: line(content), ...(lines === undefined ? {} : { i18n_content: lines }) }
}

function card(elements: readonly Element[], summary: Element): Payload {
  // Without `update_multi` a card can not be changed.
  const json = { schema: '2.0', config: { update_multi: true, summary }, body: { elements } }
  return { type: 'interactive', content: JSON.stringify(json) }
}

/** The forms in which an answer can be sent, the best first; each is for when the one before is refused. */
export function encodeReply(reply: Pick<Reply, 'text' | 'mention' | 'chat' | 'buttons'>): Payload[] {
  const { text, mention, chat, buttons = [] } = reply
  const people = chat.kind === 'group' ? mentionable(mention) : []
  const words = shown(text)
  const markdown = cardMarkdown(words) || words
  const names = people.map(({ id }) => `<at id=${id}></at>`).join(' ')
  const content = names === '' ? markdown : `${markdown}\n\n${names}`
  const row = buttons.length === 0 ? [] : [rowOf(buttons.map((button) => replyButton(button, chat)))]
  const best = card([{ tag: 'markdown', content }, ...row], { content: clip(words.split('\n', 1)[0] ?? '', 100) })
  const named = buttons.map(({ label, url }) => (url === undefined ? `• ${label}` : `• ${label}: ${url}`)).join('\n')
  const all = named === '' ? words : `${words}\n\n${named}`
  return [
    ...(fits(best, MAX_RICH_BYTES - CARD_RESERVE_BYTES) ? [best] : []),
    ...[post(all, people)].filter((one) => fits(one, MAX_RICH_BYTES)),
    ...[plainText(all, people)].filter((one) => fits(one, MAX_TEXT_BYTES)),
  ]
}

/** A button below an answer: it opens an address, or comes back with its token. */
function replyButton({ label, style, token = '', url }: ReplyButton, { kind, thread }: ChatRef): Element {
  const value = tapValue({ action: '', token, notice: '', kind, ...(thread === undefined ? {} : { thread }) })
  const behavior: Element = url === undefined ? { type: 'callback', value } : { type: 'open_url', default_url: url }
  return { tag: 'button', type: STYLES[style], text: plain(label, undefined), behaviors: [behavior] }
}

function rowOf(buttons: readonly Element[]): Element {
  const columns = buttons.map((button) => ({ tag: 'column', width: 'auto', elements: [button] }))
  return { tag: 'column_set', flex_mode: 'flow', columns }
}

function fits({ content }: Payload, bytes: number): boolean {
  return Buffer.byteLength(content) <= bytes
}

/** The words as they were written: pieces of this kind have no markup. */
function post(words: string, people: readonly Person[]): Payload {
  const lines: Element[][] = words === '' ? [] : linesOf(words)
  if (people.length > 0) lines.push(people.map(({ id }) => ({ tag: 'at', user_id: id })))
  return { type: 'post', content: JSON.stringify({ zh_cn: { content: lines } }) }
}

function linesOf(words: string): Element[][] {
  return words.split('\n').map((text) => [{ tag: 'text', text }])
}

/** Plain text has one piece of markup, which must come from nobody but us. */
function plainText(words: string, people: readonly Person[]): Payload {
  const harmless = words.replace(/<(?=\/?at\b)/gi, '＜')
  const names = people.map(({ id }) => `<at user_id="${id}"></at>`).join(' ')
  return { type: 'text', content: JSON.stringify({ text: names === '' ? harmless : `${harmless}\n\n${names}` }) }
}

/** The people that a file is for, as a message of its own; `undefined` when it is for nobody in particular. */
export function encodeMention({ mention, chat }: Pick<FileReply, 'mention' | 'chat'>): Payload | undefined {
  const people = chat.kind === 'group' ? mentionable(mention) : []
  return people.length === 0 ? undefined : post('', people)
}

/** A file that is uploaded: as such, or as a video that can be played. */
export function encodeFile(fileKey: string, type: 'file' | 'media' = 'file'): Payload {
  return { type, content: JSON.stringify({ file_key: fileKey }) }
}

/** A picture that is uploaded. */
export function encodeImage(imageKey: string): Payload {
  return { type: 'image', content: JSON.stringify({ image_key: imageKey }) }
}

/** A name that a file can have. */
export function fileName(name: string): string {
  return clip(name.replace(/[\\/:*?"<>|]/g, '_'), MAX_FILE_NAME)
}

/** The platform's key for a message: equal for equal parts, so that a second try is known. */
export function uuidOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, MAX_UUID)
}

/** A text that Feishu takes: it refuses one without anything to see. */
function shown(text: string): string {
  const words = text.toWellFormed().replaceAll('\0', '').trim()
  return words === '' ? '…' : words
}

function mentionable(people: readonly Person[]): readonly Person[] {
  return people.filter(({ id }) => /^ou_\w+$/.test(id)).slice(0, MAX_MENTIONS)
}
