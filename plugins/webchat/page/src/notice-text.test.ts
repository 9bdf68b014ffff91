import { expect, test } from 'vitest'
import { noticeLines } from './notice-text.ts'

test('the emoji that stands for an icon is left out, others are not', () => {
  expect(noticeLines('⏳ Using a tool: 🔎 search\nIt is next.')).toEqual(['Using a tool: 🔎 search', 'It is next.'])
  expect(noticeLines('⚠️ Failed')).toEqual(['Failed'])
})

test('empty lines and plain texts stay out of the way', () => {
  expect(noticeLines('Done in 12 s\n\n2 messages are waiting.')).toEqual(['Done in 12 s', '2 messages are waiting.'])
  expect(noticeLines('5 minutes')).toEqual(['5 minutes'])
})
