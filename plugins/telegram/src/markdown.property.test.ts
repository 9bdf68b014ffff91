import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Params } from '../../../test/platforms/telegram/params.ts'
import { readText } from '../../../test/platforms/telegram/rules-text.ts'
import { encodeReply } from './encode.ts'
import { MAX_MESSAGE_TEXT, MAX_PART_TEXT } from './limits.ts'
import { renderMarkdown } from './markdown.ts'

const piece = fc.constantFrom(
  ...[
    '*',
    '**',
    '_',
    '`',
    '```\n',
    '~~',
    '[a](https://e.example)',
    '[',
    '](',
    ')',
    '> ',
    '- ',
    '1. ',
    '# ',
    '| a | b |\n|---|---|\n',
  ],
  ...[
    '\n',
    '\n\n',
    '  ',
    'word',
    'слово',
    '中文',
    '👩‍👩‍👧',
    '\ud83d',
    '&amp;',
    '<b>',
    '\\',
    '!',
    '[^1]',
    '[^1]: x',
    'https://e.example/a_b',
    '\0',
  ],
)
const markdown = fc
  .array(fc.oneof(piece, fc.string({ unit: 'grapheme', maxLength: 12 })), { maxLength: 60 })
  .map((all) => all.join(''))

/** Formats within formats, as deep as it comes. */
const { nested } = fc.letrec<{ nested: string }>((tie) => ({
  nested: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('word', '`code`', 'слово'),
    fc.tuple(tie('nested'), tie('nested')).map(([a, b]) => `${a} ${b}`),
    tie('nested').map((inner) => `**${inner}**`),
    tie('nested').map((inner) => `*${inner}*`),
    tie('nested').map((inner) => `~~${inner}~~`),
    tie('nested').map((inner) => `[${inner}](https://e.example)`),
    tie('nested').map((inner) => `> ${inner}`),
  ),
}))

const CODE = new Set(['code', 'pre'])

test('whatever an agent writes, Telegram takes it and changes nothing of it', () => {
  fc.assert(
    fc.property(fc.oneof(markdown, nested), (source) => {
      const { text, entities } = renderMarkdown(source)
      if (text === '') return
      const taken = readText(new Params({ text, entities: [...entities] }), 'message', () => undefined)
      expect(taken.text).toBe(text)
      for (const entity of entities) expect(taken.entities).toContainEqual(entity)
    }),
    { numRuns: 500 },
  )
})

test('formats are nested or apart, quotes are not nested, and nothing shares its words with code', () => {
  fc.assert(
    fc.property(fc.oneof(markdown, nested), (source) => {
      const { entities } = renderMarkdown(source)
      for (const [index, a] of entities.entries()) {
        for (const b of entities.slice(index + 1)) {
          const [from, to] = [Math.max(a.offset, b.offset), Math.min(a.offset + a.length, b.offset + b.length)]
          if (from >= to) continue
          expect(to - from).toBe(Math.min(a.length, b.length))
          expect([a.type, b.type].every((type) => type === 'blockquote')).toBe(false)
          expect(CODE.has(a.type) && b.type !== 'blockquote').toBe(false)
          expect(CODE.has(b.type) && a.type !== 'blockquote').toBe(false)
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('a part of an answer always fits a message, with the people who are mentioned', () => {
  const chat = { channel: 'telegram', account: 'default', kind: 'group', chat: '-1' } as const
  const mention = [{ id: '5', name: 'N'.repeat(200) }, { id: '-7', name: 'a group' }, { id: '6' }]
  const long = fc
    .tuple(markdown, fc.integer({ min: 1, max: 80 }))
    .map(([one, times]) => one.repeat(times).slice(0, MAX_PART_TEXT))
  fc.assert(
    fc.property(long, (text) => {
      const encoded = encodeReply({ text, mention, chat })
      expect(encoded.text.length).toBeLessThanOrEqual(MAX_MESSAGE_TEXT)
      expect(encoded.entities.length).toBeLessThanOrEqual(100)
      const mentioned = encoded.entities.filter(({ type }) => type === 'text_mention')
      expect(mentioned.map(({ offset, length }) => encoded.text.slice(offset, offset + length))).toEqual([
        `${'N'.repeat(31)}…`,
        '6',
      ])
    }),
    { numRuns: 100 },
  )
})
