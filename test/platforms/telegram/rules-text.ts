import type { MessageEntity, User } from 'grammy/types'
import { isJsonObject, type JsonObject } from '../kit/json.ts'
import { checkLink } from './check-link.ts'
import { findEntities } from './find-entities.ts'
import type { Params } from './params.ts'
import { type FindUser, type MarkedText, parseHtml } from './parse-html.ts'
import { parseMarkdown } from './parse-markdown.ts'
import { badRequest, type Refused } from './refusal.ts'

const MAX_RAW_BYTES = 32_768 // botapi 11310: 1 << 15
const MAX_TEXT_UNITS = 4_096 // types: sendMessage.text; also of drafts
const MAX_CAPTION_UNITS = 1_024 // types: sendPhoto.caption

/** A text as it stands in a chat. Offsets and lengths are in UTF-16 units. */
export interface FormattedText {
  readonly text: string
  readonly entities: readonly MessageEntity[]
}

/** Where a text is for: which parameters hold it, how long it may be, whether it may be empty. */
export type TextPlace = 'message' | 'caption' | 'draft'

const PLACES: Readonly<Record<TextPlace, { text: string; entities: string; units: number; mayBeEmpty: boolean }>> = {
  message: { text: 'text', entities: 'entities', units: MAX_TEXT_UNITS, mayBeEmpty: false },
  caption: { text: 'caption', entities: 'caption_entities', units: MAX_CAPTION_UNITS, mayBeEmpty: true },
  draft: { text: 'text', entities: 'entities', units: MAX_TEXT_UNITS, mayBeEmpty: true },
}

const PLAIN_TYPES = [
  'mention',
  'hashtag',
  'cashtag',
  'bot_command',
  'url',
  'email',
  'phone_number',
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'blockquote',
  'expandable_blockquote',
  'code',
] as const

function cannotParse(why: string): Refused {
  return badRequest('text.entities', `can't parse MessageEntity: ${why}`)
}

/** An entity that the bot sent; none for a mention of a person that the platform does not know. */
function readEntity(value: unknown, findUser: FindUser): MessageEntity[] {
  if (!isJsonObject(value)) throw cannotParse('expected an Object')
  const { type, offset, length } = value
  if (typeof offset !== 'number' || typeof length !== 'number')
    throw cannotParse('Can\'t find field "offset" or "length"')
  const plain = PLAIN_TYPES.find((name) => name === type)
  if (plain !== undefined) return [{ type: plain, offset, length }]
  switch (type) {
    case 'pre':
      return [{ type, offset, length, ...(typeof value.language === 'string' && { language: value.language }) }]
    case 'text_link':
      if (typeof value.url !== 'string') throw cannotParse('Can\'t find field "url"')
      return [{ type, offset, length, url: linked(value.url) }]
    case 'text_mention': {
      const user = mentioned(value.user, findUser)
      return user === undefined ? [] : [{ type, offset, length, user }]
    }
    case 'custom_emoji':
      if (typeof value.custom_emoji_id !== 'string') throw cannotParse('Can\'t find field "custom_emoji_id"')
      return [{ type, offset, length, custom_emoji_id: value.custom_emoji_id }]
    case 'date_time': // Shown as the text that it marks.
      return []
    default:
      throw cannotParse('Unsupported type specified')
  }
}

/** The address behind words. One that Telegram does not take makes it refuse the whole message. */
function linked(url: string): string {
  const problem = checkLink(url)
  if (problem !== undefined) throw badRequest('text.url', `entity URL '${url}' is invalid: ${problem}`)
  return url
}

function mentioned(user: unknown, findUser: FindUser): User | undefined {
  if (!isJsonObject(user) || typeof user.id !== 'number') throw cannotParse('Can\'t find field "user"')
  return findUser(user.id)
}

/** Whether a place in the text is between the two halves of a surrogate pair. */
function splitsPair(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1))
}

/** Entities must lie within the text and may not cut a character in two. Source: td MessageEntity.cpp:4158-4258. */
export function checkBounds(text: string, entities: readonly MessageEntity[]): void {
  for (const { offset, length } of entities) {
    if (!Number.isInteger(offset) || offset < 0) {
      throw badRequest('text.entities', `receive an entity with incorrect offset ${offset}`)
    }
    if (!Number.isInteger(length) || length < 0) {
      throw badRequest('text.entities', `receive an entity with incorrect length ${length}`)
    }
    const end = offset + length
    if (offset >= text.length && length > 0) {
      throw badRequest('text.entities', `entity begins after the end of the text at UTF-16 offset ${offset}`)
    }
    if (end > text.length) {
      const where = `ends after the end of the text at UTF-16 offset ${end}`
      throw badRequest('text.entities', `entity beginning at UTF-16 offset ${offset} ${where}`)
    }
    if (splitsPair(text, offset)) {
      const byte = Buffer.byteLength(text.slice(0, offset + 1))
      throw badRequest('text.entities', `entity begins in a middle of a UTF-16 symbol at byte offset ${byte}`)
    }
    if (splitsPair(text, end)) {
      const byte = Buffer.byteLength(text.slice(0, end + 1))
      const where = `ends in a middle of a UTF-16 symbol at byte offset ${byte}`
      throw badRequest('text.entities', `entity beginning at UTF-16 offset ${offset} ${where}`)
    }
  }
}

/** A text without the white space around it, its entities moved and cut along. Source: td, fix_formatted_text. */
function trim({ text, entities }: MarkedText): MarkedText {
  const kept = text.trimEnd()
  const firstEntity = entities.reduce((least, { offset }) => Math.min(least, offset), kept.length)
  const leading = /^[ \n]*/.exec(kept.slice(0, firstEntity))?.[0].length ?? 0
  const moved = entities.map((entity) => {
    const end = Math.min(entity.offset + entity.length, kept.length)
    return { ...entity, offset: entity.offset - leading, length: end - entity.offset }
  })
  return { text: kept.slice(leading), entities: moved.filter(({ length }) => length > 0) }
}

function parse(raw: string, mode: string, listed: unknown, findUser: FindUser): MarkedText {
  switch (raw === '' ? '' : mode.toLowerCase()) {
    case 'html':
      return parseHtml(raw, findUser)
    case 'markdownv2':
      return parseMarkdown(raw, findUser)
    case '':
    case 'none': {
      const entities = Array.isArray(listed) ? listed.flatMap((entity: unknown) => readEntity(entity, findUser)) : []
      checkBounds(raw, entities)
      return { text: raw, entities: entities.filter(({ length }) => length > 0) }
    }
    default:
      throw badRequest('text.mode', 'unsupported parse_mode')
  }
}

/** Reads a text with its marks or entities, as every method does that takes one. Throws `Refused`. */
export function readText(params: Params, place: TextPlace, findUser: FindUser): FormattedText {
  const { text: name, entities: list, units, mayBeEmpty } = PLACES[place]
  const raw = params.text(name)
  if (raw === '' && !mayBeEmpty) throw badRequest('text.empty', 'message text is empty')
  if (Buffer.byteLength(raw) > MAX_RAW_BYTES) throw badRequest('text.bytes', 'text is too long')
  const { text, entities } = trim(parse(raw, params.text('parse_mode'), params.json(list), findUser))
  if (text === '' && !mayBeEmpty) throw badRequest('text.empty', 'text must be non-empty')
  if (text.length > units) {
    if (place === 'caption') throw badRequest('caption.length', 'message caption is too long')
    throw badRequest('text.length', 'message is too long')
  }
  const all = [...entities, ...findEntities(text, entities)]
  return { text, entities: all.sort((a, b) => a.offset - b.offset || b.length - a.length) }
}

/** Reads how links in a text are previewed. */
export function readPreview(params: Params): JsonObject | undefined {
  if (!params.has('link_preview_options')) return undefined
  const options = params.object('link_preview_options')
  if (options !== undefined) return options
  throw badRequest('preview.options', "can't parse link preview options JSON object")
}
