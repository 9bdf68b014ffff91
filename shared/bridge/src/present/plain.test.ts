import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plain } from './plain.ts'

test('one line without control characters and doubled spaces', () => {
  expect(plain('  Web\n\tsearch\u0000 \u2028 now ', 60)).toBe('Web search now')
})

test('what turns the direction of text or cannot be seen is taken out', () => {
  expect(plain('pay\u202egnp.exe\u2066\u200b\ufeff\u00ad', 60)).toBe('paygnp.exe')
})

test('mentions of every platform are neutralised', () => {
  expect(plain('@all @here <at user_id="all"></at> [id1|Bob] [club5|x] *id1 (Bob) <!channel>', 99)).toBe(
    '＠all ＠here ＜at user_id="all">＜/at> ［id1|Bob] ［club5|x] ＊id1 (Bob) ＜!channel>',
  )
})

test('ordinary signs stay', () => {
  expect(plain('a < b, [x] * 2 & "c"', 60)).toBe('a < b, [x] * 2 & "c"')
})

test('long texts are cut between characters, also between those of several units', () => {
  expect(plain('abcdef', 6)).toBe('abcdef')
  expect(plain('abcdefg', 6)).toBe('abcdef…')
  expect(plain('👩🏽‍💻👩🏽‍💻👩🏽‍💻', 2)).toBe('👩🏽‍💻👩🏽‍💻…')
})

test('nothing visible becomes empty', () => {
  for (const text of ['', ' \n', '\u200b\u200d', '\u0301\u0301', '\ufe0f']) expect(plain(text, 60)).toBe('')
})

test('accents piled on one letter are cut down', () => {
  expect(plain(`a${'\u0301'.repeat(500)}b`, 60).length).toBeLessThan(10)
})

test('any text becomes one short, well-formed line without an @', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 1, max: 60 }), (text, limit) => {
      const line = plain(text, limit)
      expect(line.isWellFormed()).toBe(true)
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069@]/u)
      expect(line.length).toBeLessThanOrEqual(limit * 8 + 1)
    }),
  )
})
