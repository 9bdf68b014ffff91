import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cardMarkdown } from './markdown.ts'

/** Text that is full of everything that means something. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<at id=all></at>',
        '<',
        '>',
        '&',
        '&lt;',
        '&#60;',
        '*',
        '**',
        '_',
        '`',
        '```',
        '~~',
        '[',
        '](',
        ')',
        '\n',
      ),
      fc.constantFrom(
        '| a | b |\n|---|---|\n',
        '\n- ',
        '\n> ',
        '# ',
        '\\',
        'at id=ou_1',
        '/at',
        'x',
        ' ',
        '🙂',
        '\ud83d',
        '\0',
      ),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

/** What is left when code is taken away: in code nothing means anything. */
function outsideOfCode(markdown: string): string {
  return markdown
    .replace(/^ *(?:> ?)*(?: *)(`{3,})[\s\S]*?^.*?\1 *$/gm, '')
    .replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '')
}

test('whatever an agent writes mentions nobody', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      expect(outsideOfCode(cardMarkdown(text))).not.toMatch(/<\s*\/?\s*at\b/i)
    }),
    { numRuns: 500 },
  )
})

test('whatever an agent writes becomes well-formed text', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const shown = cardMarkdown(text)
      expect(shown.isWellFormed()).toBe(true)
      expect(shown).not.toContain('\0')
    }),
    { numRuns: 200 },
  )
})
