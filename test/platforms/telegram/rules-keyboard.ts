import { isJsonObject, type JsonObject } from '../kit/json.ts'
import { checkLink } from './check-link.ts'
import type { Params } from './params.ts'
import { badRequest } from './refusal.ts'

const MAX_DATA_BYTES = 64 // types: InlineKeyboardButton.callback_data
const MAX_ROW = 8 // facts: keyboard limits in practice
const MAX_BUTTONS = 100
const MAX_MARKUP_BYTES = 10_000
const MAX_COPIED_UNITS = 256 // types: CopyTextButton.text

/** A button as a person sees it. */
export interface Button {
  readonly text: string
  /** What the bot gets when it is tapped. */
  readonly data?: string
  readonly url?: string
  readonly copyText?: string
  readonly style?: string
  readonly disabled: boolean
}

/** What hangs below a message, or instead of a person's keyboard. */
export interface Markup {
  /** The rows of an inline keyboard; none when there is none. */
  readonly keyboard: readonly (readonly Button[])[]
  /** The inline keyboard as the bot sent it; messages carry it. */
  readonly inline: JsonObject | undefined
  /** A reply keyboard, its removal, or a forced reply, as the bot sent it. */
  readonly reply: JsonObject | undefined
}

/** No markup at all. */
export const NO_MARKUP: Markup = { keyboard: [], inline: undefined, reply: undefined }

const ACTIONS = [
  'url',
  'callback_data',
  'web_app',
  'login_url',
  'disabled',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
]
const LOOKS = ['text', 'style', 'icon_custom_emoji_id']
const STYLES = ['danger', 'success', 'primary']
const REPLY_KINDS = ['keyboard', 'remove_keyboard', 'force_reply']
const PREFIX = "can't parse inline keyboard button: "

function optionalText(name: 'data' | 'url' | 'copyText' | 'style', value: unknown) {
  return typeof value === 'string' ? { [name]: value } : {}
}

function readButton(button: unknown): Button {
  if (!isJsonObject(button)) throw badRequest('keyboard.shape', `${PREFIX}InlineKeyboardButton must be an Object`)
  const { text, style, callback_data: data, url, copy_text: copy } = button
  if (typeof text !== 'string') throw badRequest('button.text', `${PREFIX}Can't find field "text"`)
  if (text === '') throw badRequest('button.text', 'inline keyboard button text must be non-empty')
  if (style !== undefined && !STYLES.some((name) => name === style)) {
    throw badRequest('button.style', `${PREFIX}invalid button style specified`)
  }
  const unknown = Object.keys(button).find((field) => !ACTIONS.includes(field) && !LOOKS.includes(field))
  if (unknown !== undefined) throw badRequest('button.field', `${PREFIX}there is no field "${unknown}"`)
  const actions = ACTIONS.filter((field) => button[field] !== undefined)
  if (actions.length === 0 || data === '') {
    throw badRequest('button.action', `${PREFIX}Text buttons are unallowed in the inline keyboard`)
  }
  if (actions.length > 1) throw badRequest('button.action', `${PREFIX}${actions.join(' and ')} exclude each other`)
  if (data !== undefined && (typeof data !== 'string' || Buffer.byteLength(data) > MAX_DATA_BYTES)) {
    throw badRequest('button.data', 'BUTTON_DATA_INVALID')
  }
  const problem = typeof url === 'string' ? checkLink(url) : undefined
  if (problem !== undefined) {
    throw badRequest('button.url', `inline keyboard button URL '${url}' is invalid: ${problem}`)
  }
  const copied = isJsonObject(copy) && typeof copy.text === 'string' ? copy.text : undefined
  if (copy !== undefined && (copied === undefined || copied === '' || copied.length > MAX_COPIED_UNITS)) {
    throw badRequest('button.data', 'BUTTON_COPY_TEXT_INVALID')
  }
  return {
    text,
    disabled: button.disabled !== undefined,
    ...optionalText('data', data),
    ...optionalText('url', url),
    ...optionalText('copyText', copied),
    ...optionalText('style', style),
  }
}

function readRows(rows: unknown): readonly (readonly Button[])[] {
  const words = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
  if (!Array.isArray(rows)) throw badRequest('keyboard.shape', words)
  return rows
    .map((row: unknown) => {
      if (!Array.isArray(row)) throw badRequest('keyboard.shape', words)
      if (row.length > MAX_ROW) throw badRequest('keyboard.size', `more than ${MAX_ROW} buttons in a row`)
      return row.map(readButton)
    })
    .filter((row) => row.length > 0)
}

/** Reads `reply_markup`. An edit takes an inline keyboard only. Throws `Refused`. */
export function readMarkup(params: Params, place: 'message' | 'edit'): Markup {
  if (!params.has('reply_markup')) return NO_MARKUP
  const markup = params.object('reply_markup')
  if (markup === undefined) throw badRequest('keyboard.shape', 'object expected as reply markup')
  if (markup.inline_keyboard === undefined) {
    if (place === 'edit') throw badRequest('keyboard.inline', 'inline keyboard expected')
    return REPLY_KINDS.some((kind) => markup[kind] !== undefined) ? { ...NO_MARKUP, reply: markup } : NO_MARKUP
  }
  const keyboard = readRows(markup.inline_keyboard)
  const tooMany = keyboard.flat().length > MAX_BUTTONS
  if (tooMany || Buffer.byteLength(JSON.stringify(markup)) > MAX_MARKUP_BYTES) {
    throw badRequest('keyboard.size', 'reply markup is too long')
  }
  return keyboard.length === 0 ? NO_MARKUP : { keyboard, inline: markup, reply: undefined }
}
