import type { InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, ReplyParameters } from '@grammyjs/types'
import type { ChatRef, FileReply, Notice, Person, Reply, ReplyButton, ReplyMedia } from '@holdline/bridge'
import { buttonRows, clip } from '@holdline/bridge'
import { repliedMessage } from './chat-ref.ts'
import type { FormattedText } from './formatted-text.ts'
import {
  GENERAL_THREAD,
  MAX_BUTTONS,
  MAX_CAPTION_TEXT,
  MAX_ENTITIES,
  MAX_MENTION_NAME,
  MAX_MESSAGE_TEXT,
  MAX_PHOTO_BYTES,
  MAX_SHARED_ROW_LABEL,
  PHOTO_TYPES,
} from './limits.ts'
import { renderMarkdown } from './markdown.ts'
import { isMentionable } from './person.ts'

/** Where a message goes. */
export interface Target {
  readonly chat_id: number
  readonly message_thread_id?: number
  readonly reply_parameters?: ReplyParameters
}

/** A chat, and the message in it that is replied to. A message that is gone meanwhile does not stop the reply. */
export function targetOf(chat: ChatRef, replyTo?: string): Target {
  const message = repliedMessage(replyTo, chat)
  return {
    ...placeOf(chat),
    ...(message === undefined ? {} : { reply_parameters: { message_id: message, allow_sending_without_reply: true } }),
  }
}

/** A chat and its topic. The General topic is never named. */
export function placeOf({ chat, thread }: ChatRef): Pick<Target, 'chat_id' | 'message_thread_id'> {
  return { chat_id: Number(chat), ...(thread === undefined ? {} : { message_thread_id: Number(thread) }) }
}

/** The place of a chat action. Here a forum's General topic has to be named. */
export function typingPlaceOf(chat: ChatRef, isForum: boolean): Pick<Target, 'chat_id' | 'message_thread_id'> {
  return { ...(isForum && chat.thread === undefined ? { message_thread_id: GENERAL_THREAD } : {}), ...placeOf(chat) }
}

/** What a notice shows: plain words, and its buttons. No buttons is said, since an edit without a word of them is not. */
export interface NoticePayload {
  readonly text: string
  readonly reply_markup: InlineKeyboardMarkup
}

/** A notice as Telegram shows it. */
export function encodeNotice({ text, buttons }: Pick<Notice, 'text' | 'buttons'>): NoticePayload {
  return {
    text: clip(shown(text), MAX_MESSAGE_TEXT),
    reply_markup: { inline_keyboard: buttonRows(buttons, MAX_SHARED_ROW_LABEL).map((row) => row.map(buttonOf)) },
  }
}

/** The buttons below an answer. */
export function keyboardOf(buttons: readonly ReplyButton[]): InlineKeyboardMarkup {
  const kept = buttons.slice(0, MAX_BUTTONS)
  return { inline_keyboard: buttonRows(kept, MAX_SHARED_ROW_LABEL).map((row) => row.map(buttonOf)) }
}

/** A message with its addresses below its words, where `refused` says that Telegram would not take them as buttons. */
export function withAddressesInWords<Message extends Pick<Reply, 'text' | 'buttons'>>(
  message: Message,
  refused: (url: string) => boolean,
): Message {
  const { text, buttons = [] } = message
  const written = buttons.filter(({ url }) => url !== undefined && refused(url))
  if (written.length === 0) return message
  const lines = written.map(({ label, url }) => `${label}: ${url}`)
  return {
    ...message,
    text: [text, lines.join('\n')].filter((part) => part.trim() !== '').join('\n\n'),
    buttons: buttons.filter((button) => !written.includes(button)),
  }
}

/** What a file is sent as. Telegram makes pictures of some formats only, up to a size; the rest it takes as they are. */
export function formOf({ bytes, media = 'file', mimeType = '' }: FileReply): ReplyMedia {
  if (bytes === undefined) return 'file'
  if (media === 'image' && (!PHOTO_TYPES.has(mimeType) || bytes.length > MAX_PHOTO_BYTES)) return 'file'
  return media
}

function buttonOf({ label, token = '', url, style }: ReplyButton): InlineKeyboardButton {
  const shown = { text: label, ...(style === 'secondary' ? {} : { style }) }
  return url === undefined ? { ...shown, callback_data: token } : { ...shown, url }
}

/**
 * An answer as Telegram shows it. One whose formatted form would be too long (a numbered list can grow) goes out as it
 * was written.
 */
export function encodeReply({ text, mention, chat }: Pick<Reply, 'text' | 'mention' | 'chat'>): FormattedText {
  const rendered = renderMarkdown(text)
  const fits = rendered.text.length <= MAX_MESSAGE_TEXT && rendered.text !== ''
  return withMention(fits ? rendered : plainReply(text), chat.kind === 'group' ? mention : [], MAX_MESSAGE_TEXT)
}

/** An answer without any formatting: what is sent when Telegram refuses the formatted form. */
export function plainReply(text: string): FormattedText {
  return { text: clip(shown(text), MAX_MESSAGE_TEXT), entities: [] }
}

/** A text that Telegram takes: it refuses one without anything to see. */
function shown(text: string): string {
  const words = text.toWellFormed().replaceAll('\0', '').trim()
  return words === '' ? '…' : words
}

/** What stands below a file: the people that it is for. */
export function encodeCaption({ mention, chat }: Pick<Reply, 'mention' | 'chat'>): FormattedText {
  return withMention({ text: '', entities: [] }, chat.kind === 'group' ? mention : [], MAX_CAPTION_TEXT)
}

/** Adds a line that notifies people, as far as there is room. They need no user name for it. */
function withMention({ text, entities }: FormattedText, people: readonly Person[], max: number): FormattedText {
  const mentions: MessageEntity[] = []
  let line = ''
  for (const person of people.filter(isMentionable)) {
    const name = clip(person.name?.trim() || person.id, MAX_MENTION_NAME)
    const before = line === '' ? (text === '' ? '' : '\n\n') : `${line}, `
    if (text.length + before.length + name.length > max) break
    const user = { id: Number(person.id), is_bot: false, first_name: name }
    mentions.push({ type: 'text_mention', offset: text.length + before.length, length: name.length, user })
    line = before + name
  }
  return { text: text + line, entities: [...entities.slice(0, MAX_ENTITIES - mentions.length), ...mentions] }
}
