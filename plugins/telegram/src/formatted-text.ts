import type { MessageEntity } from '@grammyjs/types'
import type { FormatSink, TextFormat } from '@holdline/bridge'
import { MAX_ENTITIES } from './limits.ts'

/** A text with its formatting, as the Bot API takes it: no markup, so nothing needs to be escaped. */
export interface FormattedText {
  readonly text: string
  readonly entities: readonly MessageEntity[]
}

/** Formats that can be part of any other; Telegram does not let them touch code. */
const SPLITTABLE: ReadonlySet<string> = new Set(['bold', 'italic', 'strikethrough'])

/** Formats that stand for themselves: no two of them share a character. */
const EXCLUSIVE: ReadonlySet<string> = new Set(['code', 'pre', 'text_link'])

interface Stretch {
  readonly format: TextFormat
  readonly from: number
  readonly to: number
}

/**
 * Collects a text and its formats so that the result keeps Telegram's rules: formats are nested or apart, quotes are not
 * nested, links and code do not contain each other, nothing bold is code, nothing is empty or begins or ends with white
 * space.
 */
export class FormattedTextBuilder implements FormatSink {
  #text = ''
  readonly #open: string[] = []
  readonly #stretches: Stretch[] = []

  /** How long the text is. */
  get length(): number {
    return this.#text.length
  }

  /** Adds words. */
  write(words: string): void {
    this.#text += words
  }

  /** Gives what `content` writes a format, where it can have it. */
  within(format: TextFormat, content: () => void): void {
    const from = this.#text.length
    const allowed = this.#allows(format.type)
    if (allowed) this.#open.push(format.type)
    content()
    if (!allowed) return
    this.#open.pop()
    this.#stretches.push({ format, from, to: this.#text.length })
  }

  /** The result, without white space around it. Beyond Telegram's number of entities the text is plain. */
  done(): FormattedText {
    const text = this.#text.trimEnd()
    const start = text.length - text.trimStart().length
    const kept = text.slice(start)
    const code = this.#stretches.filter(({ format }) => format.type === 'code' || format.type === 'pre')
    const entities = this.#stretches
      .flatMap((stretch) => (SPLITTABLE.has(stretch.format.type) ? without(stretch, code) : [stretch]))
      .map(({ format, from, to }) => ({
        format,
        from: Math.max(0, from - start),
        to: Math.min(kept.length, to - start),
      }))
      .map((stretch) => trimmed(stretch, kept))
      .filter(({ from, to }) => to > from)
      .sort((a, b) => a.from - b.from || b.to - a.to)
      .slice(0, MAX_ENTITIES)
      .map(({ format, from, to }): MessageEntity => ({ ...format, offset: from, length: to - from }))
    return { text: kept, entities }
  }

  #allows(type: string): boolean {
    if (this.#open.includes(type)) return false
    return !(EXCLUSIVE.has(type) && this.#open.some((open) => EXCLUSIVE.has(open)))
  }
}

/** A stretch without the parts that are code. `holes` are apart from each other. */
function without(stretch: Stretch, holes: readonly Stretch[]): Stretch[] {
  const inside = holes.filter(({ from, to }) => from < stretch.to && to > stretch.from).sort((a, b) => a.from - b.from)
  const pieces: Stretch[] = []
  let from = stretch.from
  for (const hole of inside) {
    pieces.push({ ...stretch, from, to: hole.from })
    from = hole.to
  }
  return [...pieces, { ...stretch, from }].filter((piece) => piece.to > piece.from)
}

/** A stretch without the white space at its ends, which Telegram would cut off. Code keeps its own. */
function trimmed(stretch: Stretch, text: string): Stretch {
  if (stretch.format.type === 'pre' || stretch.format.type === 'code') return stretch
  const words = text.slice(stretch.from, stretch.to)
  const from = stretch.from + words.length - words.trimStart().length
  return { ...stretch, from, to: Math.max(from, stretch.from + words.trimEnd().length) }
}
