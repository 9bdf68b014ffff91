import { isJsonObject, type JsonObject, parseJson } from '../kit/json.ts'
import { chosen, isLanguage, type Language } from './languages.ts'
import type { Limits } from './limits.ts'
import type { Note } from './note.ts'
import { Refused } from './refused.ts'

// Card JSON 2.0, the part of it that a bridge needs. In 2.0 an unknown property is an error. Source: docs, card JSON 2.0
// structure and components; facts 1.7. Components that the platform has and this has not are refused, too.

const COMMON = ['tag', 'element_id', 'margin']
const TEXT = ['content', 'i18n_content', 'text_size', 'text_color', 'text_align', 'lines', 'icon']
const LAYOUT = ['direction', 'padding', 'horizontal_spacing', 'horizontal_align', 'vertical_spacing', 'vertical_align']
const BUTTON = ['type', 'size', 'width', 'text', 'icon', 'hover_tips', 'disabled', 'disabled_tips', 'confirm']

/** The properties of each component, beside `COMMON`. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  plain_text: TEXT,
  lark_md: TEXT,
  markdown: TEXT,
  div: ['text', 'width', 'icon'],
  hr: [],
  img: ['img_key', 'alt', 'title', 'corner_radius', 'scale_type', 'size', 'transparent', 'preview'],
  column_set: ['columns', 'flex_mode', 'horizontal_spacing', 'horizontal_align', 'background_style', 'action'],
  column: ['elements', 'width', 'weight', 'background_style', 'action', ...LAYOUT],
  button: [...BUTTON, 'behaviors', 'name', 'value'],
  collapsible_panel: ['expanded', 'header', 'border', 'background_color', 'elements', ...LAYOUT],
  table: ['columns', 'rows', 'page_size', 'row_height', 'header_style', 'freeze_first_column'],
}
const TEXTS = ['plain_text', 'lark_md']
const ROOT = ['schema', 'config', 'card_link', 'header', 'body']
const CONFIG = [
  'streaming_mode',
  'streaming_config',
  'summary',
  'locales',
  'enable_forward',
  'update_multi',
  'width_mode',
  'use_custom_translation',
  'enable_forward_interaction',
  'style',
]
const HEADER = ['title', 'subtitle', 'text_tag_list', 'i18n_text_tag_list', 'template', 'icon', 'padding']
const BODY = ['elements', ...LAYOUT]
const TEMPLATES = [
  'blue',
  'wathet',
  'turquoise',
  'green',
  'yellow',
  'orange',
  'red',
  'carmine',
  'violet',
  'purple',
  'indigo',
  'grey',
  'default',
]
const BUTTON_TYPES = [
  'default',
  'primary',
  'danger',
  'text',
  'primary_text',
  'danger_text',
  'primary_filled',
  'danger_filled',
  'laser',
]
const WIDTHS = ['auto', 'weighted']
const PIXELS = /^\d+px$/
const ELEMENT_ID = /^[A-Za-z]\w{0,19}$/
const AT = /<at id=["']?([^"'>\s]+)["']?\s*>(?:<\/at>)?/g
const NUMBERED = /&#(\d{1,6});/g
const FENCED = /^ {0,3}(?:```[\s\S]*?^ {0,3}```|~~~[\s\S]*?^ {0,3}~~~)/gm
/** Code, in lines of its own or within one: no markup in it. */
const CODE = new RegExp(`${FENCED.source}|\`[^\`\\n]+\``, 'gm')
const TABLE_RULE = /^ {0,3}\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$/

/** A button as a reader sees it. */
export interface CardButton {
  readonly type: string
  readonly disabled: boolean
  readonly labels: Readonly<Record<string, string>>
  readonly label: string
  /** What comes back with a tap; none for a button that only opens an address. */
  readonly value: JsonObject | undefined
}

/** A card that keeps the rules. */
export interface Card {
  readonly json: JsonObject
  /** Whether it says that it is the same card for all, as a change of it needs. */
  readonly shared: boolean
  readonly buttons: readonly CardButton[]
  /** The ids of those it mentions, `all` too. */
  readonly mentions: readonly string[]
  readonly notes: readonly Note[]
  /** Its title and texts, line by line, as a reader of that language sees them; mentions by name. */
  text(language: Language, nameOf: (id: string) => string): string
}

type Line = (language: Language, nameOf: (id: string) => string) => string

/** Texts of a component, and whether mentions and signs written as numbers mean something in them. */
interface Texts {
  readonly content: string
  readonly i18n: Readonly<Record<string, string>>
  readonly markup: boolean
}

/** Reads what a card says on the way through it. */
class CardReader {
  readonly buttons: CardButton[] = []
  readonly notes: Note[] = []
  readonly lines: Line[] = []
  readonly mentions = new Set<string>()
  readonly #ids = new Set<string>()
  elements = 0
  tables = 0

  properties(node: JsonObject, where: string, allowed: readonly string[]): void {
    for (const key of Object.keys(node)) {
      if (!allowed.includes(key)) throw new Refused('card.property', `ErrorValue: ${where}.${key}`)
    }
  }

  /** One of certain words, where it is given. */
  word(node: JsonObject, key: string, allowed: readonly string[], pattern?: RegExp): void {
    const value = node[key]
    if (value === undefined || (typeof value === 'string' && (allowed.includes(value) || pattern?.test(value)))) return
    throw new Refused('card.value', `ErrorValue: ${key} ${JSON.stringify(value)}`)
  }

  list(node: JsonObject, key: string): readonly unknown[] {
    const value = node[key]
    if (!Array.isArray(value)) throw new Refused('card.value', `ErrorValue: ${key} must be an array`)
    return value
  }

  /** Texts, for everybody and by language. */
  texts(node: JsonObject, where: string): Texts {
    const { content, i18n_content: given } = node
    if (typeof content !== 'string') throw new Refused('card.value', `ErrorValue: ${where}.content`)
    const i18n: Record<string, string> = {}
    if (given !== undefined && !isJsonObject(given)) throw new Refused('card.value', 'ErrorValue: i18n_content')
    for (const [language, text] of Object.entries(given ?? {})) {
      if (!isLanguage(language)) throw new Refused('card.property', `ErrorValue: i18n_content.${language}`)
      if (typeof text !== 'string') throw new Refused('card.value', `ErrorValue: i18n_content.${language}`)
      i18n[language] = text
    }
    const markup = node.tag === 'markdown' || node.tag === 'lark_md'
    for (const text of markup ? [content, ...Object.values(i18n)] : []) {
      for (const [, id = ''] of text.replaceAll(CODE, '').matchAll(AT)) this.mentions.add(id)
    }
    return { content, i18n, markup }
  }

  /** A text component where only a text may stand. */
  label(node: unknown, where: string): Texts {
    const tag = isJsonObject(node) ? node.tag : undefined
    if (!isJsonObject(node) || typeof tag !== 'string' || !TEXTS.includes(tag)) {
      throw new Refused('card.value', `ErrorValue: ${where} must be a plain_text or lark_md`)
    }
    this.enter(node, tag)
    return this.texts(node, where)
  }

  enter(node: JsonObject, tag: string): void {
    this.elements += 1
    this.properties(node, tag, [...COMMON, ...(PROPERTIES[tag] ?? [])])
    const id = node.element_id
    if (id === undefined) return
    if (typeof id !== 'string' || !ELEMENT_ID.test(id) || this.#ids.has(id)) {
      throw new Refused('card.value', `ErrorValue: element_id ${JSON.stringify(id)}`)
    }
    this.#ids.add(id)
  }

  element(node: unknown, inColumnSet = false): void {
    if (!isJsonObject(node)) throw new Refused('card.parse', 'ErrorValue: an element must be an object')
    const { tag } = node
    if (
      typeof tag !== 'string' ||
      PROPERTIES[tag] === undefined ||
      TEXTS.includes(tag) ||
      (tag === 'column') !== inColumnSet
    ) {
      throw new Refused('card.tag', `${String(tag)}; ErrorValue: ${String(tag)}`)
    }
    this.enter(node, tag)
    if (tag === 'markdown') this.#markdown(node)
    if (tag === 'div') this.line(this.label(node.text, 'div.text'))
    if (tag === 'img') this.#image(node)
    if (tag === 'column_set') for (const column of this.list(node, 'columns')) this.element(column, true)
    if (tag === 'column') {
      this.word(node, 'width', WIDTHS, PIXELS)
      for (const child of this.list(node, 'elements')) this.element(child)
    }
    if (tag === 'collapsible_panel') this.#panel(node)
    if (tag === 'button') this.#button(node)
    if (tag === 'table') this.#table(node)
  }

  line({ content, i18n, markup }: Texts): void {
    this.lines.push((language, nameOf) => {
      const text = chosen(i18n, content, language)
      return markup ? shownMarkdown(text, nameOf) : text
    })
  }

  #markdown(node: JsonObject): void {
    const texts = this.texts(node, 'markdown')
    this.tables += Math.max(...[texts.content, ...Object.values(texts.i18n)].map(countTables))
    this.line(texts)
  }

  #image(node: JsonObject): void {
    if (typeof node.img_key !== 'string') throw new Refused('card.value', 'ErrorValue: img_key')
    if (node.alt !== undefined) this.label(node.alt, 'img.alt')
  }

  #panel(node: JsonObject): void {
    const { header } = node
    if (!isJsonObject(header)) throw new Refused('card.value', 'ErrorValue: collapsible_panel.header')
    const { title } = header
    this.line(isJsonObject(title) && title.tag === 'markdown' ? this.texts(title, 'title') : this.label(title, 'title'))
    for (const child of this.list(node, 'elements')) this.element(child)
  }

  #table(node: JsonObject): void {
    this.tables += 1
    const columns = this.list(node, 'columns').filter(isJsonObject)
    this.lines.push(() => columns.map(({ display_name, name }) => String(display_name ?? name)).join(' | '))
    for (const row of this.list(node, 'rows').filter(isJsonObject)) {
      this.lines.push(() => columns.map(({ name }) => String(row[String(name)] ?? '')).join(' | '))
    }
  }

  #button(node: JsonObject): void {
    this.word(node, 'type', BUTTON_TYPES)
    const { content, i18n } = this.label(node.text, 'button.text')
    if (content.trim() === '' && Object.keys(i18n).length === 0) throw new Refused('button.text')
    if (node.value !== undefined) this.notes.push({ rule: 'button.value', detail: content })
    if (node.confirm !== undefined) this.#confirm(node.confirm)
    const behaviors = node.behaviors === undefined ? [] : this.list(node, 'behaviors')
    let value: JsonObject | undefined
    for (const behavior of behaviors) value = this.#behavior(behavior) ?? value
    const type = typeof node.type === 'string' ? node.type : 'default'
    this.buttons.push({ type, disabled: node.disabled === true, label: content, labels: i18n, value })
  }

  #confirm(confirm: unknown): void {
    if (!isJsonObject(confirm)) throw new Refused('card.value', 'ErrorValue: confirm')
    this.label(confirm.title, 'confirm.title')
    this.label(confirm.text, 'confirm.text')
  }

  #behavior(behavior: unknown): JsonObject | undefined {
    if (!isJsonObject(behavior)) throw new Refused('card.value', 'ErrorValue: behaviors')
    if (behavior.type === 'open_url' && typeof behavior.default_url === 'string') return undefined
    if (behavior.type !== 'callback') throw new Refused('card.value', `ErrorValue: ${JSON.stringify(behavior.type)}`)
    this.properties(behavior, 'behaviors', ['type', 'value'])
    if (!isJsonObject(behavior.value)) throw new Refused('button.callback', 'ErrorValue: value must be an object')
    return behavior.value
  }
}

/** How many tables a Markdown text has, code blocks aside. */
function countTables(markdown: string): number {
  const lines = markdown.replace(FENCED, '').split('\n')
  return lines.filter((line, at) => TABLE_RULE.test(line) && (lines[at - 1] ?? '').includes('|')).length
}

function part(json: JsonObject, key: string): JsonObject | undefined {
  const value = json[key]
  if (value === undefined || isJsonObject(value)) return value
  throw new Refused('card.value', `ErrorValue: ${key}`)
}

/** Mentions by name, and signs that are written as numbers as themselves. Source: docs, card JSON 2.0, rich text. */
function shownMarkdown(text: string, nameOf: (id: string) => string): string {
  const shown = (words: string) =>
    words
      .replaceAll(AT, (_, id: string) => `@${nameOf(id)}`)
      .replaceAll(NUMBERED, (_, code: string) => String.fromCodePoint(Number(code)))
  const code = text.match(CODE) ?? []
  return text
    .split(CODE)
    .map((words, at) => shown(words) + (code[at] ?? ''))
    .join('')
}

/** Reads a card from the `content` of a message. Throws what the platform says to one that breaks a rule. */
export function readCard(content: string, limits: Limits): Card {
  if (Buffer.byteLength(content) > limits.richBytes) throw new Refused('content.length')
  const json = parseJson(content)
  if (!isJsonObject(json)) throw new Refused('card.parse')
  if (json.schema !== '2.0') throw new Refused('card.schema', `ErrorValue: ${JSON.stringify(json.schema)}`)
  const reader = new CardReader()
  reader.properties(json, 'card', ROOT)
  const config = part(json, 'config') ?? {}
  reader.properties(config, 'config', CONFIG)
  if (![undefined, true].some((allowed) => config.update_multi === allowed)) {
    throw new Refused('card.value', 'ErrorValue: update_multi')
  }
  const summary = part(config, 'summary')
  if (summary !== undefined) reader.texts(summary, 'summary')
  const header = part(json, 'header')
  if (header !== undefined) {
    reader.properties(header, 'header', HEADER)
    reader.word(header, 'template', TEMPLATES)
    for (const key of ['title', 'subtitle']) {
      if (header[key] === undefined) continue
      reader.line(reader.label(header[key], `header.${key}`))
    }
  }
  const body = part(json, 'body') ?? {}
  reader.properties(body, 'body', BODY)
  for (const element of reader.list(body, 'elements')) reader.element(element)
  if (reader.elements > limits.cardElements) throw new Refused('card.elements')
  if (reader.tables > limits.cardTables) throw new Refused('card.tables')
  const { buttons, notes, lines, mentions } = reader
  return {
    json,
    shared: config.update_multi === true,
    buttons,
    notes,
    mentions: [...mentions],
    text: (language, nameOf) => lines.map((line) => line(language, nameOf)).join('\n'),
  }
}
