import type { Definition, ListItem, Nodes, Parents, Root, RootContent, Table } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import type { FormatSink } from './format-sink.ts'
import { tableText } from './table-text.ts'

/** What stands for a line across the page. */
const RULE = '———'

/** How far a list in a list is moved in, per level. */
const INDENT = '  '

/** Nested deeper than this it is no text that anybody wrote, and is shown as it is. */
const DEEPEST = 60

/**
 * Writes what an agent wrote in Markdown (CommonMark with tables, task lists and strikethrough) into a sink. Bold,
 * italic, struck out, code, links and quotes are the sink's to show; what platforms have no format for (headings,
 * lists, tables) is drawn with what there is. HTML is shown as it was written. Anything is Markdown, so this never
 * fails. `linkable`: which addresses the platform opens behind other words; others are written out.
 */
export function renderMarkdown(markdown: string, sink: FormatSink, linkable: (url: string) => boolean): void {
  const source = markdown.toWellFormed().replaceAll('\0', '')
  const root = fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  if (depthOf(root) > DEEPEST) sink.write(source.trim())
  else new Renderer(source, root, sink, linkable).blocks(root.children, '')
}

class Renderer {
  readonly #source: string
  readonly #out: FormatSink
  readonly #linkable: (url: string) => boolean
  readonly #definitions = new Map<string, Definition>()

  constructor(source: string, root: Root, out: FormatSink, linkable: (url: string) => boolean) {
    this.#source = source
    this.#out = out
    this.#linkable = linkable
    this.#define(root)
  }

  /** Blocks one below the other, with an empty line where the source had one. */
  blocks(nodes: readonly RootContent[], indent: string): void {
    let last: RootContent | undefined
    for (const node of nodes) {
      if (node.type === 'definition') continue
      if (last !== undefined) this.#out.write(`${this.#isApart(last, node) ? '\n\n' : '\n'}${indentOf(node, indent)}`)
      this.#block(node, indent)
      last = node
    }
  }

  #block(node: RootContent, indent: string): void {
    switch (node.type) {
      case 'heading':
        this.#out.within({ type: 'bold' }, () => this.#inlines(node.children))
        break
      case 'blockquote':
        this.#out.within({ type: 'blockquote' }, () => this.blocks(node.children, ''))
        break
      case 'list':
        this.#list(node.children, node.ordered === true ? (node.start ?? 1) : null, node.spread === true, indent)
        break
      case 'code':
        this.#code(node.value, node.lang ?? '')
        break
      case 'table':
        this.#table(node)
        break
      case 'thematicBreak':
        this.#out.write(RULE)
        break
      case 'footnoteDefinition':
        this.#out.write(`[${node.label ?? node.identifier}] `)
        this.blocks(node.children, indent)
        break
      case 'paragraph':
        this.#inlines(node.children)
        break
      default:
        this.#inline(node)
    }
  }

  #list(items: readonly ListItem[], start: number | null, spread: boolean, indent: string): void {
    for (const [index, item] of items.entries()) {
      if (index > 0) this.#out.write(`${spread ? '\n\n' : '\n'}${indent}`)
      this.#out.write(bulletOf(item, start === null ? null : start + index))
      this.blocks(item.children, `${indent}${INDENT}`)
    }
  }

  #code(value: string, language: string): void {
    const [name = ''] = language.split(/\s/, 1)
    if (value.trim() === '') return
    this.#out.within({ type: 'pre', ...(name === '' ? {} : { language: name }) }, () => this.#out.write(value))
  }

  /** Columns under each other; or the source, where that is shorter. */
  #table(node: Table): void {
    const drawn = tableText(node.children.map((row) => row.children.map((cell) => plainText(cell))))
    const written = this.#source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0)
    this.#code(written !== '' && drawn.length > written.length ? written : drawn, '')
  }

  #inlines(nodes: readonly RootContent[]): void {
    for (const node of nodes) this.#inline(node)
  }

  #inline(node: RootContent): void {
    switch (node.type) {
      case 'strong':
        this.#out.within({ type: 'bold' }, () => this.#inlines(node.children))
        break
      case 'emphasis':
        this.#out.within({ type: 'italic' }, () => this.#inlines(node.children))
        break
      case 'delete':
        this.#out.within({ type: 'strikethrough' }, () => this.#inlines(node.children))
        break
      case 'inlineCode':
        this.#out.within({ type: 'code' }, () => this.#out.write(node.value))
        break
      case 'link':
        this.#link(node.url, plainText(node), () => this.#inlines(node.children))
        break
      case 'linkReference':
        this.#link(this.#definitions.get(node.identifier)?.url ?? '', plainText(node), () =>
          this.#inlines(node.children),
        )
        break
      case 'image':
        this.#picture(node.url, node.alt ?? '')
        break
      case 'imageReference':
        this.#picture(this.#definitions.get(node.identifier)?.url ?? '', node.alt ?? '')
        break
      case 'footnoteReference':
        this.#out.write(`[${node.label ?? node.identifier}]`)
        break
      case 'break':
        this.#out.write('\n')
        break
      case 'html':
        this.#out.write(/^<br\s*\/?>$/i.test(node.value) ? '\n' : node.value)
        break
      case 'text':
        this.#out.write(node.value)
        break
      default:
        if ('children' in node) this.blocks(node.children, '')
    }
  }

  #picture(url: string, alt: string): void {
    const words = alt === '' ? url : alt
    this.#link(url, words, () => this.#out.write(words))
  }

  /** Addresses that stand for themselves become links by the platform's own hand. */
  #link(url: string, words: string, content: () => void): void {
    const itself = words === url || url === `mailto:${words}` || url === `http://${words}`
    if (itself) content()
    else if (URL.canParse(url) && this.#linkable(url)) this.#out.within({ type: 'text_link', url }, content)
    else {
      content()
      if (url !== '') this.#out.write(` (${url})`)
    }
  }

  #isApart(before: RootContent, after: RootContent): boolean {
    const between = this.#source.slice(before.position?.end.offset ?? 0, after.position?.start.offset ?? 0)
    return between.split('\n').length > 2
  }

  #define(node: Nodes): void {
    if (node.type === 'definition' && !this.#definitions.has(node.identifier))
      this.#definitions.set(node.identifier, node)
    if ('children' in node) for (const child of node.children) this.#define(child)
  }
}

/** Code has its own frame; the rest of a list item stands under its first line. */
function indentOf(node: RootContent, indent: string): string {
  return node.type === 'code' || node.type === 'table' ? '' : indent
}

function bulletOf({ checked }: ListItem, number: number | null): string {
  if (checked === true) return '☑ '
  if (checked === false) return '☐ '
  return number === null ? '• ' : `${number}. `
}

function depthOf(root: Root): number {
  let depth = 0
  for (let level: Nodes[] = [root]; level.length > 0; depth += 1)
    level = level.flatMap((node): Nodes[] => ('children' in node ? node.children : []))
  return depth
}

/** The words of a piece of Markdown, without any format. */
function plainText(node: Nodes): string {
  if ('value' in node) return node.value
  if ('alt' in node) return node.alt ?? ''
  if (node.type === 'break') return '\n'
  return 'children' in node ? wordsIn(node) : ''
}

function wordsIn({ children }: Parents): string {
  return children.map((child) => plainText(child)).join('')
}
