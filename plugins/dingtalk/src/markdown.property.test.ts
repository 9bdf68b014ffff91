import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shownText } from '../../../test/platforms/dingtalk/shown-text.ts'
import { escapeText, toDingtalk } from './markdown.ts'

/** Pieces that mean something in Markdown, in HTML or in DingTalk, and ordinary talk. */
const PIECE = fc.oneof(
  fc.constantFrom(
    ...['*', '**', '_', '__', '`', '```', '~~', '~', '#', '# ', '>', '> ', '- ', '+ ', '1. ', '2) ', '|', '|-|', '!'],
    ...[
      '[',
      '](',
      ')',
      '[a](b)',
      '![a](b)',
      '<b>',
      '</b>',
      '<',
      '&amp;',
      '&',
      '\\',
      '\n',
      '\n\n',
      '    ',
      '===',
      '---',
    ],
    ...[
      '<!--',
      '-->',
      '@all',
      ' https://e.example/a_b_c ',
      'dtmd://x',
      '[^1]',
      '[ ] ',
      ':',
      ':-',
      '\n:-:\n',
      '\n-:\n',
      '.',
      ' ',
      '\t',
    ],
  ),
  fc.constantFrom('word', '字', 'слово', 'a_b', '12', '(x)', '"q"', "'s", '👩‍👩‍👧'),
)

const TEXT = fc.array(PIECE, { maxLength: 14 }).map((pieces) => pieces.join(''))

/** The same texts each time: a run of the tests says something of what was changed. Other seeds are for a search by hand. */
const RUNS = { numRuns: 3000, seed: 20_261_121 }

/** What a client makes of spaces is its own: at ends of lines they are lost, and empty lines are one. */
const bare = (text: string) =>
  text
    .replaceAll('\u00a0', ' ')
    .split(/\s*\n\s*/)
    .map((line) => line.replace(/[ \t]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')

test('a plain text is shown as it is, whatever it would mean as markup', () => {
  fc.assert(
    fc.property(TEXT, (text) => {
      expect(bare(shownText(escapeText(text)).text)).toBe(bare(text))
    }),
    RUNS,
  )
})

test('any answer is put into Markdown that has no HTML and no link that acts', () => {
  fc.assert(
    fc.property(TEXT, (text) => {
      const { shapes } = shownText(toDingtalk(text))
      for (const { type, url = '' } of shapes) if (type === 'link') expect(url).toMatch(/^(https?:|mailto:)/)
    }),
    RUNS,
  )
})
