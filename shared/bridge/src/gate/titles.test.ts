import { expect, test } from 'vitest'
import { Lab } from './lab.ts'

function titleOf(text: string): string {
  const lab = new Lab()
  lab.say(text)
  return lab.running.title
}

test('a turn is called by the first words of its question, in one line', () => {
  expect(titleOf('  What \n\n is\tthis? ')).toBe('What is this?')
  expect(titleOf('')).toBe('')
})

test('a long title is cut to the width of a phone', () => {
  expect(titleOf('a'.repeat(60))).toBe('a'.repeat(60))
  expect(titleOf('a'.repeat(61))).toBe(`${'a'.repeat(59)}…`)
})

test('a character that does not fit whole is left out', () => {
  expect(titleOf(`${'a'.repeat(58)}😀bc`)).toBe(`${'a'.repeat(58)}…`)
  expect(titleOf(`😀${'a'.repeat(56)}😀bc`)).toBe(`😀${'a'.repeat(56)}…`)
  expect(titleOf(`${'a'.repeat(57)}😀bcd`)).toBe(`${'a'.repeat(57)}😀…`)
})
