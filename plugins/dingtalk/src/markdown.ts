import { type FormatSink, renderMarkdown, type TextFormat } from '@holdline/bridge'

/** Links that are safe to offer: `dtmd:` and `dingtalk:` would act in the name of whoever opens them. */
const LINKABLE = /^(?:https?:\/\/|mailto:)\S/i

/** Characters that mean something anywhere in a line. */
const ANYWHERE = /[\\`*[\]<>~|]/g

/** What a line break needs in order to be one. */
const BREAK = '  \n'

/**
 * What an agent wrote in Markdown, in the Markdown that DingTalk shows: bold, italic, code, quotes and links as they
 * are; headings in bold, lists and tables drawn. What is no format is escaped. This never fails.
 */
export function toDingtalk(markdown: string): string {
  const out = new MarkdownWriter()
  renderMarkdown(markdown, out, (url) => LINKABLE.test(url))
  return out.done()
}

/** A plain text as Markdown that shows it as it is, line by line. */
export function escapeText(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeLine(line.trimEnd(), true))
    .join(BREAK)
}

/** An address becomes a link by the client's own hand, and an escape in it would be part of it. */
const ADDRESS = /(https?:\/\/[^\s<>]+)/u

/** Escapes what would be markup in a line, and only that: a client that knows no escapes shows few of them. */
function escapeLine(line: string, fromStart: boolean): string {
  return line
    .split(ADDRESS)
    .map((piece, index) => {
      if (index % 2 === 1) return piece.replace(/[\\`*[\]~|]/g, percentEncoded)
      return index === 0 && fromStart ? escapeWords(piece) : escapeInside(piece)
    })
    .join('')
}

/** `encodeURIComponent` leaves the asterisk as it is. */
function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

function escapeWords(words: string): string {
  return words
    .replace(ANYWHERE, '\\$&')
    .replace(/&(?=#|[a-z])/gi, '\\&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/!(?=\\\[)/g, '\\!')
    .replace(/^(\s*)([-+](?=\s|$)|=+(?=\s*$)|:?-[-\s]*:?(?=\s*$)|#{1,6}(?=\s|$))/u, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/u, '$1\\$2')
    .replace(/^[ \t]+/u, (space) => '\u00a0'.repeat(space.length))
}

const MARKS = { bold: '**', italic: '*', strikethrough: '' } as const

/** Writes what the core reads out of Markdown. */
class MarkdownWriter implements FormatSink {
  #text = ''
  #raw = false

  write(words: string): void {
    this.#text += this.#raw ? words : this.#escaped(words)
  }

  within(format: TextFormat, content: () => void): void {
    switch (format.type) {
      case 'code':
        this.#append(inlineCode(this.#captured(content, true)))
        break
      case 'pre':
        this.#block(fenced(this.#captured(content, true), format.language ?? ''))
        break
      case 'blockquote':
        this.#block(quoted(this.#captured(content)))
        break
      case 'text_link':
        this.#append(`[${this.#captured(content)}](${linkTarget(format.url)})`)
        break
      default:
        this.#append(marked(this.#captured(content), MARKS[format.type]))
    }
  }

  done(): string {
    return this.#text
      .replace(/[ \t]+$/gmu, (space, at: number, text: string) => (text[at + space.length] === '\n' ? '  ' : ''))
      .trim()
  }

  /** A new line of the source is one on the screen, too. */
  #escaped(words: string): string {
    const first = this.#text === '' || this.#text.endsWith('\n')
    return words
      .split(/(\n+)/u)
      .map((piece, index) => {
        if (piece.startsWith('\n')) return piece.length === 1 ? BREAK : piece
        return escapeLine(piece, index > 0 || first)
      })
      .join('')
  }

  #append(text: string): void {
    this.#text += text
  }

  /** What fills lines of its own. */
  #block(text: string): void {
    const before = this.#text === '' || /\n\s*\n$/u.test(this.#text) ? '' : this.#text.endsWith('\n') ? '\n' : '\n\n'
    this.#text += `${before}${text}\n\n`
  }

  #captured(content: () => void, raw = false): string {
    const [outer, wasRaw] = [this.#text, this.#raw]
    this.#text = ''
    this.#raw = raw || wasRaw
    content()
    const inner = this.#text
    this.#text = outer
    this.#raw = wasRaw
    return inner
  }
}

/** Within a line nothing at its beginning can be a list or a heading. */
function escapeInside(words: string): string {
  const [, space = '', rest = ''] = /^([ \t]*)(.*)$/su.exec(words) ?? []
  return `${space}${escapeWords(`x${rest}`).slice(1)}`
}

/** Marks do not work next to white space inside of them. */
function marked(text: string, mark: string): string {
  const [, before = '', words = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? []
  if (words === '' || mark === '') return text
  // A mark does not go over an empty line.
  return `${before}${words
    .split(/(\n{2,})/u)
    .map((piece) => (piece.startsWith('\n') ? piece : `${mark}${piece}${mark}`))
    .join('')}${after}`
}

function inlineCode(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1)
  const pad = /^`|`$|^ .* $/su.test(text) ? ' ' : ''
  return `${fence}${pad}${text.replaceAll('\n', ' ')}${pad}${fence}`
}

function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}${language.replaceAll('`', '')}\n${text.replace(/\n$/u, '')}\n${fence}`
}

function quoted(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length))
}

function linkTarget(url: string): string {
  return url.replaceAll('(', '%28').replaceAll(')', '%29').replaceAll(' ', '%20')
}
