import fc from 'fast-check'
import { expect, test } from 'vitest'
import { partsOf } from './parts.ts'
import { splitMarkdown } from './split.ts'

test('a text that fits stays whole', () => {
  expect(splitMarkdown('hello', 10)).toEqual(['hello'])
})

test('paragraphs are the best cuts', () => {
  expect(splitMarkdown(`${'a'.repeat(30)}\n\n${'b'.repeat(30)}`, 50)).toEqual(['a'.repeat(30), 'b'.repeat(30)])
})

test('a code block that is cut is closed and opened again', () => {
  const code = Array.from({ length: 20 }, (_, line) => `line ${line}`).join('\n')
  const pieces = splitMarkdown(`Look:\n\n\`\`\`ts\n${code}\n\`\`\``, 80)
  expect(pieces.length).toBeGreaterThan(1)
  for (const piece of pieces) expect((piece.match(/^```/gm) ?? []).length % 2).toBe(0)
  expect(pieces[1]).toMatch(/^```ts\n/)
})

test('a link is not cut', () => {
  const link = '[the documentation](https://example.com/a/long/path)'
  const pieces = splitMarkdown(`${'word '.repeat(10)}${link} and more words after it`, 80)
  expect(pieces.some((piece) => piece.includes(link))).toBe(true)
})

test('a joined emoji is not cut', () => {
  const family = '👨‍👩‍👧‍👦'
  const pieces = splitMarkdown(family.repeat(10), 30)
  expect(pieces.join('')).toBe(family.repeat(10))
  for (const piece of pieces) expect(piece.replaceAll(family, '')).toBe('')
})

test('every piece fits, and no word is lost', () => {
  const text = fc.array(
    fc.oneof(fc.lorem(), fc.constant('\n\n'), fc.constant('\n'), fc.constant('🙂'), fc.constant(' `code` ')),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(text, fc.integer({ min: 40, max: 400 }), (words, limit) => {
      const whole = words.join(' ')
      const pieces = splitMarkdown(whole, limit)
      for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(limit)
      for (const piece of pieces) expect(piece.isWellFormed()).toBe(true)
      expect(pieces.join('').replace(/\s/g, '')).toBe(whole.replace(/\s/g, ''))
    }),
  )
})

test('more parts than the cap become a preview and a file', () => {
  const text = 'word '.repeat(1_000)
  expect(partsOf(text, { maxText: 100, maxParts: 3, files: true }).map((part) => part.type)).toEqual(['text', 'file'])
  expect(partsOf(text, { maxText: 100, maxParts: 3, files: false }).length).toBeGreaterThan(3)
  expect(partsOf('short', { files: false })).toEqual([{ type: 'text', text: 'short' }])
})
