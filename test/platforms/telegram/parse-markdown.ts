import type { MessageEntity } from 'grammy/types'
import { type FindUser, linkEntity, type MarkedText } from './parse-html.ts'
import { badRequest, type Refused } from './refusal.ts'

type MarkType = 'bold' | 'italic' | 'underline' | 'strikethrough' | 'spoiler' | 'code' | 'pre' | 'link' | 'quote'

/** Longest first: at a place where two fit, the longer one is meant. */
const MARKS: readonly [string, MarkType][] = [
  ['```', 'pre'],
  ['`', 'code'],
  ['||', 'spoiler'],
  ['__', 'underline'],
  ['_', 'italic'],
  ['*', 'bold'],
  ['~', 'strikethrough'],
  ['[', 'link'],
]
const LABELS: Readonly<Record<MarkType, string>> = {
  bold: 'Bold',
  italic: 'Italic',
  underline: 'Underline',
  strikethrough: 'Strikethrough',
  spoiler: 'Spoiler',
  code: 'Code',
  pre: 'Pre',
  link: 'TextUrl',
  quote: 'BlockQuote',
}
const RESERVED = '_*[]()~`>#+-=|{}.!'

interface Open {
  readonly type: MarkType
  readonly offset: number
  readonly byte: number
  readonly language?: string
}

function cannotParse(why: string): Refused {
  return badRequest('text.markdown', `can't parse entities: ${why}`)
}

/** Parses the MarkdownV2 mode, with the server's refusals. Source: td MessageEntity.cpp, parse_markdown_v2. */
export function parseMarkdown(source: string, findUser: FindUser): MarkedText {
  return new Parser(source, findUser).parse()
}

class Parser {
  readonly #source: string
  readonly #findUser: FindUser
  readonly #open: Open[] = []
  readonly #entities: MessageEntity[] = []
  #text = ''
  #at = 0

  constructor(source: string, findUser: FindUser) {
    this.#source = source
    this.#findUser = findUser
  }

  parse(): MarkedText {
    while (this.#at < this.#source.length) this.#step()
    this.#endQuote()
    const unclosed = this.#open.at(-1)
    if (unclosed !== undefined) throw this.#noEnd(unclosed)
    return { text: this.#text, entities: this.#entities.sort((a, b) => a.offset - b.offset || b.length - a.length) }
  }

  #step(): void {
    const char = this.#source.charAt(this.#at)
    const escaped = /^\\([!-~\s])/.exec(this.#source.slice(this.#at, this.#at + 2))?.[1]
    const innermost = this.#open.at(-1)
    const mark = MARKS.find(([sign]) => this.#source.startsWith(sign, this.#at))
    if (escaped !== undefined) this.#take(escaped, 2)
    else if (innermost?.type === 'code' || innermost?.type === 'pre') this.#inCode(innermost)
    else if (char === '\n') this.#newLine()
    else if (char === '>' && this.#startsLine()) this.#startQuote()
    else if (char === ']' && innermost?.type === 'link') this.#endLink(innermost)
    else if (mark !== undefined) this.#mark(mark, innermost)
    else if (RESERVED.includes(char)) {
      throw cannotParse(`Character '${char}' is reserved and must be escaped with the preceding '\\'`)
    } else this.#take(char, 1)
  }

  #take(text: string, length: number): void {
    this.#text += text
    this.#at += length
  }

  #mark([sign, type]: readonly [string, MarkType], innermost: Open | undefined): void {
    if (innermost?.type === type && type !== 'link') {
      this.#at += sign.length
      this.#end(innermost)
      return
    }
    const byte = this.#byte()
    this.#at += sign.length
    if (type !== 'pre') {
      this.#open.push({ type, offset: this.#text.length, byte })
      return
    }
    const [language = ''] = /^[^\s`]+(?=\s)/.exec(this.#source.slice(this.#at)) ?? []
    this.#at += language.length
    if (this.#source.startsWith('\n', this.#at)) this.#at += 1
    this.#open.push({ type, offset: this.#text.length, byte, ...(language !== '' && { language }) })
  }

  #inCode(innermost: Open): void {
    const sign = innermost.type === 'pre' ? '```' : '`'
    if (!this.#source.startsWith(sign, this.#at)) {
      this.#take(this.#source.charAt(this.#at), 1)
      return
    }
    this.#at += sign.length
    this.#end(innermost)
  }

  #end({ type, offset, language }: Open): void {
    this.#open.pop()
    const length = this.#text.length - offset
    if (length === 0 || type === 'link' || type === 'quote') return
    if (type === 'pre') this.#entities.push({ type, offset, length, ...(language !== undefined && { language }) })
    else this.#entities.push({ type, offset, length })
  }

  #endLink({ offset }: Open): void {
    const [whole, url] = /^\]\(((?:\\.|[^)\\])*)\)/s.exec(this.#source.slice(this.#at)) ?? []
    if (whole === undefined && this.#source.charAt(this.#at + 1) === '(') {
      throw cannotParse(`Can't find end of a URL at byte offset ${this.#byte() + 2}`)
    }
    this.#open.pop()
    const length = this.#text.length - offset
    const address = url?.replace(/\\(.)/gs, '$1') ?? this.#text.slice(offset)
    if (length > 0) this.#entities.push(...linkEntity(address, offset, length, this.#findUser))
    this.#at += whole?.length ?? 1
  }

  #startsLine(): boolean {
    return this.#text === '' || this.#text.endsWith('\n')
  }

  #startQuote(): void {
    if (!this.#open.some(({ type }) => type === 'quote')) {
      this.#open.push({ type: 'quote', offset: this.#text.length, byte: this.#byte() })
    }
    this.#at += 1
  }

  #newLine(): void {
    if (this.#source.charAt(this.#at + 1) !== '>') this.#endQuote()
    this.#take('\n', 1)
  }

  /** A quote ends with its last line; `||` before the end makes it one that can be expanded. */
  #endQuote(): void {
    const quote = this.#open.find(({ type }) => type === 'quote')
    if (quote === undefined) return
    const last = this.#open.at(-1)
    const expandable = last?.type === 'spoiler' && last.offset === this.#text.length
    if (expandable) this.#open.pop()
    const innermost = this.#open.pop()
    if (innermost !== quote) throw this.#noEnd(innermost ?? quote)
    const length = this.#text.length - quote.offset
    const type = expandable ? 'expandable_blockquote' : 'blockquote'
    if (length > 0) this.#entities.push({ type, offset: quote.offset, length })
  }

  #byte(): number {
    return Buffer.byteLength(this.#source.slice(0, this.#at))
  }

  #noEnd({ type, byte }: Open): Refused {
    return cannotParse(`Can't find end of ${LABELS[type]} entity at byte offset ${byte}`)
  }
}
