import type { MessageEntity, User } from 'grammy/types'
import { badRequest, type Refused } from './refusal.ts'

/** A text without its marks, and what they said. */
export interface MarkedText {
  readonly text: string
  readonly entities: readonly MessageEntity[]
}

/** Finds a person for `tg://user?id=…`. */
export type FindUser = (id: number) => User | undefined

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }
const REFERENCE = /&(?:#(\d{1,8})|#x([\da-f]{1,7})|([a-z]+));?/iy
const ATTRIBUTE = /\s*([^\s=>/"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[\w.-]+))?/y

const SIMPLE = new Map<string, 'bold' | 'italic' | 'strikethrough' | 'underline' | 'spoiler'>([
  ['b', 'bold'],
  ['strong', 'bold'],
  ['i', 'italic'],
  ['em', 'italic'],
  ['s', 'strikethrough'],
  ['strike', 'strikethrough'],
  ['del', 'strikethrough'],
  ['u', 'underline'],
  ['ins', 'underline'],
  ['tg-spoiler', 'spoiler'],
  ['span', 'spoiler'],
])
const OTHERS = ['a', 'pre', 'code', 'blockquote', 'tg-emoji', 'tg-time']

interface OpenTag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly offset: number
}

/** The refusal of a text that cannot be parsed. Source of the prefix: botapi, parseTextEntities. */
function cannotParse(why: string): Refused {
  return badRequest('text.html', `can't parse entities: ${why}`)
}

/** The character that a reference such as `&lt;` stands for, and where it ends. */
function readReference(source: string, at: number): { text: string; end: number } | undefined {
  REFERENCE.lastIndex = at
  const [whole, decimal, hex, name] = REFERENCE.exec(source) ?? []
  if (whole === undefined) return undefined
  if (name !== undefined) {
    const text = NAMED[name]
    return text === undefined ? undefined : { text, end: at + whole.length }
  }
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  return code > 0 && code < 0x10ffff ? { text: String.fromCodePoint(code), end: at + whole.length } : undefined
}

/** A text with its references replaced. */
function decode(source: string): string {
  return source.replace(/&(?:#\d{1,8}|#x[\da-f]{1,7}|[a-z]+);?/gi, (whole) => readReference(whole, 0)?.text ?? whole)
}

/** A link to a person is a mention, any other a link; one that leads nowhere is dropped, as the API does. */
export function linkEntity(url: string, offset: number, length: number, findUser: FindUser): MessageEntity[] {
  const [, id] = /^tg:\/\/user\?id=(\d+)$/.exec(url) ?? []
  if (id !== undefined) {
    const user = findUser(Number(id))
    return user === undefined ? [] : [{ type: 'text_mention', offset, length, user }]
  }
  return /^(?:(?:https?|tg|ton|tonsite):\/\/\S|mailto:\S|[\w-]+\.[a-z]{2,})/i.test(url)
    ? [{ type: 'text_link', offset, length, url }]
    : []
}

/** What a closed tag says about the text in it. */
function entitiesOf(tag: OpenTag, text: string, inside: MessageEntity | undefined, findUser: FindUser) {
  const { name, attributes, offset } = tag
  const length = text.length - offset
  const simple = SIMPLE.get(name)
  if (length === 0) return []
  if (simple !== undefined) return [{ type: simple, offset, length }]
  if (name === 'a') return linkEntity(attributes.get('href') ?? text.slice(offset), offset, length, findUser)
  if (name === 'pre') {
    const language = inside?.type === 'pre' && inside.offset === offset ? inside.language : undefined
    return [{ type: 'pre' as const, offset, length, ...(language !== undefined && { language }) }]
  }
  if (name === 'blockquote') {
    return [
      {
        type: attributes.has('expandable') ? ('expandable_blockquote' as const) : ('blockquote' as const),
        offset,
        length,
      },
    ]
  }
  if (name === 'tg-emoji') {
    const id = attributes.get('emoji-id') ?? ''
    if (!/^[1-9]\d*$/.test(id)) throw cannotParse('Invalid custom emoji identifier specified')
    return [{ type: 'custom_emoji' as const, offset, length, custom_emoji_id: id }]
  }
  return name === 'code' ? [{ type: 'code' as const, offset, length }] : []
}

/** Parses the HTML mode, with the server's refusals. Source: td MessageEntity.cpp, parse_html. */
export function parseHtml(source: string, findUser: FindUser): MarkedText {
  const open: OpenTag[] = []
  const entities: MessageEntity[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const char = source.charAt(at)
    const reference = char === '&' ? readReference(source, at) : undefined
    if (reference !== undefined || char !== '<') {
      text += reference?.text ?? char
      at = reference?.end ?? at + 1
      continue
    }
    const byte = Buffer.byteLength(source.slice(0, at))
    const end = source.indexOf('>', at)
    if (source.charAt(at + 1) === '/') {
      const tag = open.pop()
      if (tag === undefined) throw cannotParse(`Unexpected end tag at byte offset ${byte}`)
      if (end < 0) throw cannotParse(`Unclosed end tag at byte offset ${byte}`)
      const name = source
        .slice(at + 2, end)
        .trim()
        .toLowerCase()
      if (name !== '' && name !== tag.name) {
        const found = `expected "</${tag.name}>", found "</${name}>"`
        throw cannotParse(`Unmatched end tag at byte offset ${byte}, ${found}`)
      }
      closeTag(tag, open, entities, text, findUser)
    } else {
      const [name = ''] = /^[^\s>]*/.exec(source.slice(at + 1)) ?? []
      if (end < 0) throw cannotParse(`Unclosed start tag at byte offset ${byte}`)
      open.push(readTag(source, at + 1 + name.length, end, name.toLowerCase(), byte, text.length))
    }
    at = end + 1
  }
  const unclosed = open.at(-1)
  if (unclosed !== undefined) throw cannotParse(`Can't find end tag corresponding to start tag "${unclosed.name}"`)
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) }
}

/** Ends a tag. `<pre><code class="language-x">` is one entity, whichever of the two is inside. */
function closeTag(tag: OpenTag, open: readonly OpenTag[], entities: MessageEntity[], text: string, find: FindUser) {
  const language = /^language-(.+)$/.exec(tag.attributes.get('class') ?? '')?.[1]
  const outer = open.at(-1)
  if (tag.name === 'code' && outer?.name === 'pre' && outer.offset === tag.offset && language !== undefined) {
    if (text.length > tag.offset)
      entities.push({ type: 'pre', offset: tag.offset, length: text.length - tag.offset, language })
    return
  }
  const inside = entities.at(-1)
  const [entity] = entitiesOf(tag, text, inside, find)
  if (entity === undefined) return
  if (entity.type === 'pre' && inside?.type === 'pre' && inside.offset === entity.offset) entities.pop()
  entities.push(entity)
}

function readTag(source: string, from: number, end: number, name: string, byte: number, offset: number): OpenTag {
  if (!SIMPLE.has(name) && !OTHERS.includes(name)) {
    throw cannotParse(`Unsupported start tag "${name}" at byte offset ${byte}`)
  }
  const attributes = new Map<string, string>()
  let at = from
  while (source.slice(at, end).trim() !== '') {
    ATTRIBUTE.lastIndex = at
    const [whole, key, value] = ATTRIBUTE.exec(source) ?? []
    if (whole === undefined || key === undefined) {
      throw cannotParse(`Empty attribute name in the tag "${name}" at byte offset ${byte}`)
    }
    attributes.set(key, decode((value ?? '').replace(/^(["'])(.*)\1$/s, '$2')))
    at += whole.length
  }
  if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
    throw cannotParse(`Tag "span" must have class "tg-spoiler" at byte offset ${byte}`)
  }
  return { name, attributes, offset }
}
