import { expect, test } from 'vitest'
import { hider } from './logger.ts'

test('secrets are hidden, also escaped for JSON and for URLs', () => {
  const hide = hider(['pass"word', 'a b/c d'])
  expect(hide('x pass"word y')).toBe('x [secret] y')
  expect(hide(JSON.stringify({ error: 'pass"word' }))).toBe('{"error":"[secret]"}')
  expect(hide('http://h/?t=a%20b%2Fc%20d')).toBe('http://h/?t=[secret]')
})

test('short values hide nothing, for they would hide ordinary words', () => {
  expect(hider(['on', ''])('on and on')).toBe('on and on')
})
