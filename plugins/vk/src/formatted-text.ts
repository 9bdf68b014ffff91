import type { FormatSink, TextFormat } from '@holdline/bridge'
import { MAX_FORMATS } from './limits.ts'

/** One format of a message, in UTF-16 units. VK has these four. [docs, objects/message: format_data] */
export interface VkFormat {
  readonly type: 'bold' | 'italic' | 'underline' | 'url'
  readonly offset: number
  readonly length: number
  readonly url?: string
}

/** A text with its formats, as VK takes it: no markup, so nothing needs to be escaped. */
export interface FormattedText {
  readonly text: string
  readonly formats: readonly VkFormat[]
}

/** What stands before each line of a quote. */
const QUOTE = '> '

/**
 * Collects a text and the formats that VK has. What it has none for is drawn: quotes line by line, code as it is,
 * something struck out between tildes.
 */
export class FormattedTextBuilder implements FormatSink {
  #text = ''
  #quoted = 0
  readonly #formats: VkFormat[] = []

  /** Adds words. */
  write(words: string): void {
    if (this.#quoted === 0) this.#text += words
    else for (const [index, line] of words.split('\n').entries()) this.#quote(line, index > 0)
  }

  /** Gives what `content` writes a format, or draws it. */
  within(format: TextFormat, content: () => void): void {
    const from = this.#text.length
    if (format.type === 'strikethrough') this.write('~')
    if (format.type === 'blockquote') this.#quoted += 1
    content()
    if (format.type === 'blockquote') this.#quoted -= 1
    if (format.type === 'strikethrough') this.write('~')
    const span = { offset: from, length: this.#text.length - from }
    if (format.type === 'bold' || format.type === 'italic') this.#formats.push({ type: format.type, ...span })
    if (format.type === 'text_link') this.#formats.push({ type: 'url', ...span, url: format.url })
  }

  /** The result, without white space around it. A text with too many formats has none. */
  done(): FormattedText {
    const text = this.#text.trimEnd()
    const start = text.length - text.trimStart().length
    const kept = text.slice(start)
    const formats = this.#formats
      .map((format) => trimmed(format, this.#text, start, start + kept.length))
      .filter(({ length }) => length > 0)
      .sort((a, b) => a.offset - b.offset || b.length - a.length)
    return { text: kept, formats: formats.length > MAX_FORMATS ? [] : formats }
  }

  #quote(line: string, isNew: boolean): void {
    if (isNew) this.#text += '\n'
    const begins = this.#text === '' || this.#text.endsWith('\n')
    this.#text += begins && line !== '' ? QUOTE.repeat(this.#quoted) + line : line
  }
}

/** A format without the white space at its ends, in a text of which only a part is kept. */
function trimmed(format: VkFormat, text: string, from: number, to: number): VkFormat {
  const words = text.slice(Math.max(from, format.offset), Math.min(to, format.offset + format.length))
  const offset = Math.max(from, format.offset) - from + words.length - words.trimStart().length
  return { ...format, offset, length: words.trim().length }
}
