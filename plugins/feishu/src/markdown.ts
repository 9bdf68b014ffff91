import type { Definition, ListItem, Nodes, Root, RootContent, Table } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { MAX_TABLES } from './limits.ts'

/** Nested deeper than this it is no text that anybody wrote, and is shown as it is. */
const DEEPEST = 60

/** Schemes of links that the clients open. */
const LINKABLE = /^(?:https?|mailto|lark):/i

/** Signs that begin something in a card's Markdown: as numbers they are only themselves. [docs, card JSON 2.0, rich text] */
const SIGNS = /[*~`<>[\]\\|$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|&(?=#?\w+;)/gu

/** Signs that begin something at the beginning of a line. */
const LINE_SIGNS = /^(\s*)(?:([#+-])|(\d{1,9})([.)]))(?=\s|$)/gmu

/** Lines that make the line above a heading, or stand for a rule. */
const RULERS = /^(\s*)([=-])(?=[=-]*\s*$)/gmu

/**
 * What an agent wrote in Markdown (CommonMark with tables, task lists and strikethrough) in the Markdown of cards. That
 * has mentions of people and of everybody, colours and more, in HTML's looks: none of it gets through from the agent's
 * words, which are shown as they were written. Tables beyond the number that a card may have are shown as code. Anything
 * is Markdown, so this never fails.
 */
export function cardMarkdown(markdown: string): string {
  const source = markdown.toWellFormed().replaceAll('\0', '')
  const root = fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  return depthOf(root) > DEEPEST ? literal(source).trim() : new Renderer(source, root).blocks(root.children).trim()
}

/** Words that mean nothing in a card's Markdown. */
export function literal(text: string): string {
  return text
    .replace(SIGNS, numbered)
    .replace(LINE_SIGNS, (_, indent: string, sign: string | undefined, number = '', after = '') =>
      sign === undefined ? `${indent}${number}${numbered(after)}` : indent + numbered(sign),
    )
    .replace(RULERS, (_, indent: string, sign: string) => indent + numbered(sign))
}

function numbered(sign: string): string {
  return `&#${sign.codePointAt(0)};`
}

class Renderer {
  readonly #source: string
  readonly #definitions = new Map<string, Definition>()
  #tables = 0

  constructor(source: string, root: Root) {
    this.#source = source
    this.#define(root)
  }

  blocks(nodes: readonly RootContent[]): string {
    return nodes
      .filter((node) => node.type !== 'definition')
      .map((node) => this.#block(node))
      .filter((text) => text !== '')
      .join('\n\n')
  }

  #block(node: RootContent): string {
    switch (node.type) {
      case 'heading':
        return `${'#'.repeat(node.depth)} ${oneLine(this.#inlines(node.children))}`
      case 'blockquote':
        return prefixed(this.blocks(node.children), '> ')
      case 'list':
        return this.#list(node.children, node.ordered === true ? (node.start ?? 1) : null, node.spread === true)
      case 'code':
        return fenced(node.value, node.lang ?? '')
      case 'table':
        return this.#table(node)
      case 'thematicBreak':
        return '---'
      case 'footnoteDefinition':
        return `${literal(`[${node.label ?? node.identifier}]`)} ${this.blocks(node.children)}`
      case 'paragraph':
        return this.#inlines(node.children)
      default:
        return this.#inline(node)
    }
  }

  #list(items: readonly ListItem[], start: number | null, spread: boolean): string {
    const lines = items.map((item, index) => {
      const bullet = start === null ? '- ' : `${start + index}. `
      const mark = item.checked === true ? '☑ ' : item.checked === false ? '☐ ' : ''
      const [first = '', ...rest] = (mark + this.#item(item, spread)).split('\n')
      return [bullet + first, ...rest.map((line) => (line === '' ? '' : ' '.repeat(4) + line))].join('\n')
    })
    return lines.join(spread ? '\n\n' : '\n')
  }

  /** What belongs to a tight item stands right below it. */
  #item({ children, spread }: ListItem, listSpread: boolean): string {
    const blocks = children.map((node) => this.#block(node)).filter((text) => text !== '')
    return blocks.join(listSpread || spread === true ? '\n\n' : '\n')
  }

  #table(node: Table): string {
    this.#tables += 1
    if (this.#tables > MAX_TABLES)
      return fenced(this.#source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0), '')
    const rows = node.children.map((row) => row.children.map((cell) => cellText(this.#inlines(cell.children))))
    const width = Math.max(...rows.map((row) => row.length))
    const line = (cells: readonly string[]): string =>
      `| ${Array.from({ length: width }, (_, column) => cells[column] ?? '').join(' | ')} |`
    const [head = [], ...body] = rows
    return [line(head), line(Array.from({ length: width }, () => '---')), ...body.map(line)].join('\n')
  }

  #inlines(nodes: readonly RootContent[]): string {
    return nodes.map((node) => this.#inline(node)).join('')
  }

  #inline(node: RootContent): string {
    switch (node.type) {
      case 'strong':
        return around('**', this.#inlines(node.children))
      case 'emphasis':
        return around('*', this.#inlines(node.children))
      case 'delete':
        return around('~~', this.#inlines(node.children))
      case 'inlineCode':
        return code(node.value)
      case 'link':
        return link(node.url, this.#inlines(node.children), plainText(node))
      case 'linkReference':
        return this.#reference(node.identifier, this.#inlines(node.children), plainText(node))
      case 'image':
        return link(node.url, literal(node.alt ?? '') || literal(node.url), node.alt ?? '')
      case 'imageReference':
        return this.#reference(node.identifier, literal(node.alt ?? ''), node.alt ?? '')
      case 'footnoteReference':
        return literal(`[${node.label ?? node.identifier}]`)
      case 'break':
        return '\n'
      case 'html':
        return /^<br\s*\/?>$/i.test(node.value) ? '\n' : literal(node.value)
      case 'text':
        return literal(node.value)
      default:
        return 'children' in node ? this.blocks(node.children) : ''
    }
  }

  #reference(identifier: string, shown: string, plain: string): string {
    const url = this.#definitions.get(identifier)?.url
    return url === undefined ? shown : link(url, shown, plain)
  }

  #define(node: Nodes): void {
    if (node.type === 'definition' && !this.#definitions.has(node.identifier))
      this.#definitions.set(node.identifier, node)
    if ('children' in node) for (const child of node.children) this.#define(child)
  }
}

/** Marks that touch white space, or nothing, are no marks. */
function around(mark: string, text: string): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? []
  return inner === '' ? text : `${before}${mark}${inner}${mark}${after}`
}

function code(value: string): string {
  const ticks = '`'.repeat(longestRun(value) + 1)
  const space = value.startsWith('`') || value.endsWith('`') ? ' ' : ''
  return ticks + space + value + space + ticks
}

/** Inside a fence nothing means anything but the fence. */
function fenced(value: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(value) + 1))
  const [name = ''] = language.split(/\s/, 1)
  return `${fence}${name.replace(/[^\w+#.-]/g, '')}\n${value}\n${fence}`
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
}

/** Addresses that the clients would not open are written out. */
function link(url: string, shown: string, plain: string): string {
  if (url === '') return shown
  if (LINKABLE.test(url)) {
    const address = url.replace(/[\s()<>[\]\\]/g, (sign) => encodeURIComponent(sign).replace(/[()]/g, percent))
    return `[${shown === '' ? literal(url) : oneLine(shown)}](${address})`
  }
  return plain === url ? shown : `${shown} (${literal(url)})`
}

function percent(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16)}`
}

function prefixed(text: string, prefix: string): string {
  return text
    .split('\n')
    .map((line) => (prefix + line).trimEnd())
    .join('\n')
}

/** In words a bar is a number by now; what is left stands in code. */
function cellText(text: string): string {
  return oneLine(text).replaceAll('|', '\\|')
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ')
}

function depthOf(root: Root): number {
  let deepest = 0
  const waiting: [Nodes, number][] = [[root, 0]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, depth] = next
    deepest = Math.max(deepest, depth)
    if ('children' in node) for (const child of node.children) waiting.push([child, depth + 1])
  }
  return deepest
}

function plainText(node: Nodes): string {
  if ('value' in node) return node.value
  if ('children' in node) return node.children.map((child) => plainText(child)).join('')
  return 'alt' in node ? (node.alt ?? '') : ''
}
