import { expect, test } from 'vitest'
import { shownText } from '../../../test/platforms/dingtalk/shown-text.ts'
import { escapeText, toDingtalk } from './markdown.ts'

const shown = (markdown: string) => shownText(toDingtalk(markdown))

test('bold, italic, code and links stay what they are', () => {
  expect(shown('**a** *b* `c` [d](https://e.example)').shapes).toEqual([
    { type: 'bold', text: 'a' },
    { type: 'italic', text: 'b' },
    { type: 'code', text: 'c' },
    { type: 'link', text: 'd', url: 'https://e.example' },
  ])
})

test('a code block keeps its lines, whatever is in them', () => {
  const code = "if (a < b) {\n  return '*x*'\n}"
  expect(shown(`Look:\n\n\`\`\`ts\n${code}\n\`\`\`\nDone.`)).toEqual({
    text: `Look:\n\n${code}\n\nDone.`,
    shapes: [{ type: 'pre', text: code }],
  })
})

test('lines of the source are lines on the screen', () => {
  expect(shown('one\ntwo\n\nthree').text).toBe('one\ntwo\n\nthree')
})

test('headings are bold, lists are drawn', () => {
  expect(shown('# Title\n\n- one\n- two\n\n1. first').text).toBe('Title\n\n• one\n• two\n\n1. first')
  expect(shown('# Title').shapes).toEqual([{ type: 'bold', text: 'Title' }])
})

test('bold beside Chinese letters is bold', () => {
  expect(shown('请看**重点**内容').shapes).toEqual([{ type: 'bold', text: '重点' }])
})

test('an address is not changed by escapes, and does not begin a format', () => {
  expect(toDingtalk('see https://e.example/a_b*c and *this*')).toBe('see https://e.example/a_b%2Ac and *this*')
})

test('a quote stays a quote, with all of its lines', () => {
  expect(shown('> one\n> two\n\nafter')).toEqual({
    text: 'one\ntwo\n\nafter',
    shapes: [{ type: 'quote', text: 'one\ntwo' }],
  })
})

test('a link that would act in the name of whoever opens it is written out', () => {
  const { text, shapes } = shown('[Win](dtmd://dingtalkclient/sendMessage?content=%2Fnew)')
  expect(text).toBe('Win (dtmd://dingtalkclient/sendMessage?content=%2Fnew)')
  expect(shapes).toEqual([])
})

test('pictures are links: nothing is fetched because somebody looks at an answer', () => {
  expect(toDingtalk('![chart](https://e.example/c.png)')).toBe('[chart](https://e.example/c.png)')
})

test('ordinary words are not covered with escapes', () => {
  for (const text of [
    '正在使用工具：web_search（12 秒）',
    'Wait (3 s), please. 50 % done - almost!',
    '/lang_zh-CN: 中文',
  ])
    expect(escapeText(text)).toBe(text)
})

test.for([':-', ':-:', '-:', '---', '===', '-', '-- ---'])(
  'words over a line of %s are no table, heading or rule',
  (line) => {
    const { text, shapes } = shownText(escapeText(`words\n${line}`))
    expect(text.split(/\s*\n/)).toEqual(['words', line])
    expect(shapes).toEqual([])
  },
)
