import { isJsonObject, type JsonObject, parseJson } from '../kit/json.ts'
import { isLanguage, type Language } from './languages.ts'
import type { Limits } from './limits.ts'
import type { Note } from './note.ts'
import { Refused } from './refused.ts'
import { type Card, readCard } from './rules-card.ts'

/** What a message says. */
export interface Content {
  /** `text`, `post`, `image`, `file`, `audio`, `media`, `interactive` … */
  readonly type: string
  /** As it goes over the wire, parsed. */
  readonly json: JsonObject
  readonly card: Card | undefined
  /** The keys of the pictures and files in it. */
  readonly resources: readonly string[]
  /** The ids of those it mentions, `all` too. */
  readonly mentions: readonly string[]
  readonly notes: readonly Note[]
  /** As a reader of that language sees it, mentions by name. */
  text(language: Language, nameOf: (id: string) => string): string
}

const TEXT_AT = /<at user_id="([^"]+)">([^<]*)<\/at>/g
const POST_TAGS: Readonly<Record<string, readonly string[]>> = {
  text: ['text', 'un_escape', 'style'],
  a: ['text', 'href', 'style'],
  at: ['user_id', 'user_name', 'style'],
  img: ['image_key'],
  media: ['file_key', 'image_key'],
  emotion: ['emoji_type'],
  hr: [],
  code_block: ['language', 'text'],
  md: ['text'],
}
const RESOURCE_KEYS: Readonly<Record<string, readonly string[]>> = {
  image: ['image_key'],
  file: ['file_key'],
  audio: ['file_key'],
  media: ['file_key', 'image_key'],
}

function readText(json: JsonObject): Content {
  const { text } = json
  if (typeof text !== 'string') throw new Refused('content.shape')
  if (text.trim() === '') throw new Refused('content.empty')
  const mentions = [...text.matchAll(TEXT_AT)].map(([, id = '']) => id)
  return {
    type: 'text',
    json,
    card: undefined,
    resources: [],
    mentions,
    notes: [],
    text: (_, nameOf) => text.replaceAll(TEXT_AT, (_whole, id: string) => `@${nameOf(id)}`),
  }
}

function readPostPart(part: unknown): JsonObject {
  const tag = isJsonObject(part) ? part.tag : undefined
  const allowed = typeof tag === 'string' ? POST_TAGS[tag] : undefined
  if (!isJsonObject(part) || allowed === undefined) throw new Refused('content.shape', `tag ${String(tag)}`)
  for (const key of Object.keys(part)) {
    if (key !== 'tag' && !allowed.includes(key)) throw new Refused('content.shape', `${String(tag)}.${key}`)
  }
  const required = { text: 'text', md: 'text', code_block: 'text', a: 'href', at: 'user_id', img: 'image_key' }
  for (const [kind, key] of Object.entries(required)) {
    if (tag === kind && typeof part[key] !== 'string') throw new Refused('content.shape', `${kind}.${key}`)
  }
  return part
}

interface Post {
  readonly title: string
  readonly lines: readonly (readonly JsonObject[])[]
}

function readPostIn(language: string, post: unknown): Post {
  if (!isLanguage(language) || !isJsonObject(post)) throw new Refused('content.shape', language)
  const { title = '', content } = post
  if (typeof title !== 'string' || !Array.isArray(content)) throw new Refused('content.shape', language)
  const lines = content.map((line: unknown) => {
    if (!Array.isArray(line)) throw new Refused('content.shape', `${language}.content`)
    return line.map(readPostPart)
  })
  return { title, lines }
}

function shownPost({ title, lines }: Post, nameOf: (id: string) => string): string {
  const shown = (part: JsonObject) =>
    part.tag === 'at' ? `@${nameOf(String(part.user_id))}` : part.tag === 'img' ? '[image]' : String(part.text ?? '')
  const words = lines.map((line) => line.map(shown).join(''))
  return (title === '' ? words : [title, ...words]).join('\n')
}

function readPost(json: JsonObject): Content {
  const posts = new Map(Object.entries(json).map(([language, post]) => [language, readPostIn(language, post)]))
  const [first] = posts.values()
  if (first === undefined) throw new Refused('content.shape', 'no language')
  const parts = [...posts.values()].flatMap(({ lines }) => lines.flat())
  const values = (tag: string, key: string) => parts.filter((part) => part.tag === tag).map((part) => String(part[key]))
  return {
    type: 'post',
    json,
    card: undefined,
    resources: [...values('img', 'image_key'), ...values('media', 'file_key')],
    mentions: values('at', 'user_id'),
    notes: [],
    text: (language, nameOf) => shownPost(posts.get(language) ?? posts.get('en_us') ?? first, nameOf),
  }
}

function readResource(type: string, json: JsonObject, keys: readonly string[]): Content {
  const resources = keys.flatMap((key) => (typeof json[key] === 'string' ? [json[key]] : []))
  if (resources.length === 0) throw new Refused('content.shape', keys.join(' or '))
  return { type, json, card: undefined, resources, mentions: [], notes: [], text: () => `[${type}]` }
}

/** Reads what a bot sends. Throws what the platform says to something that breaks a rule. */
export function readContent(type: unknown, content: unknown, limits: Limits): Content {
  if (typeof content !== 'string') throw new Refused('params.given', 'content')
  if (type === 'interactive') {
    const card = readCard(content, limits)
    const { json, mentions, notes } = card
    return { type, json, card, resources: [], mentions, notes, text: (language, nameOf) => card.text(language, nameOf) }
  }
  const bytes = Buffer.byteLength(content)
  if (bytes > (type === 'text' ? limits.textBytes : limits.richBytes)) throw new Refused('content.length')
  const json = parseJson(content)
  if (!isJsonObject(json)) throw new Refused('content.shape')
  if (type === 'text') return readText(json)
  if (type === 'post') return readPost(json)
  const keys = typeof type === 'string' ? RESOURCE_KEYS[type] : undefined
  if (typeof type !== 'string' || keys === undefined) throw new Refused('content.type', String(type))
  return readResource(type, json, keys)
}
