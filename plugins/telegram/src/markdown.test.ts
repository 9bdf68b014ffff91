import { expect, test } from 'vitest'
import { renderMarkdown } from './markdown.ts'

/** The text, and each format with the words that have it. */
function rendered(markdown: string): { text: string; formats: string[] } {
  const { text, entities } = renderMarkdown(markdown)
  const formats = entities.map((entity) => `${entity.type} ${text.slice(entity.offset, entity.offset + entity.length)}`)
  return { text, formats }
}

test('bold, italic, struck out and code become entities', () => {
  expect(rendered('**a** *b* ~~c~~ `d`')).toEqual({
    text: 'a b c d',
    formats: ['bold a', 'italic b', 'strikethrough c', 'code d'],
  })
})

test('formats are nested, and code in bold is only code', () => {
  expect(rendered('**a *b* `c` d**')).toEqual({
    text: 'a b c d',
    formats: ['bold a b', 'italic b', 'code c', 'bold d'],
  })
})

test('a code block keeps its language and its spaces', () => {
  const { text, entities } = renderMarkdown('before\n\n```ts\n  const a = 1\n\n  a < 2\n```\nafter')
  expect(text).toBe('before\n\n  const a = 1\n\n  a < 2\nafter')
  expect(entities).toEqual([{ type: 'pre', language: 'ts', offset: 8, length: 22 }])
})

test('a link is kept where Telegram opens it; else its address is shown', () => {
  expect(renderMarkdown('[a](https://e.example/?q=1)').entities).toEqual([
    { type: 'text_link', url: 'https://e.example/?q=1', offset: 0, length: 1 },
  ])
  expect(rendered('[a](javascript:x) [b](/c)')).toEqual({ text: 'a (javascript:x) b (/c)', formats: [] })
  expect(rendered('https://e.example/a_b_c and <https://f.example>')).toEqual({
    text: 'https://e.example/a_b_c and https://f.example',
    formats: [],
  })
})

test('references, pictures and notes are resolved', () => {
  expect(rendered('[a][1] ![b](https://p.example/x.png) c[^1]\n\n[1]: https://e.example\n[^1]: d')).toEqual({
    text: 'a b c[1]\n\n[1] d',
    formats: ['text_link a', 'text_link b'],
  })
})

test('headings, lists, tasks and lines are drawn', () => {
  expect(rendered('# T\n\n- a\n  1. b\n  2. c\n- [x] d\n- [ ] e\n\n---').text).toBe(
    'T\n\n• a\n  1. b\n  2. c\n☑ d\n☐ e\n\n———',
  )
})

test('a table stands in fixed-width letters, its cells under each other', () => {
  expect(rendered('| a | b |\n|---|---|\n| **long** | 中 |')).toEqual({
    text: 'a    | b\n-----+---\nlong | 中',
    formats: ['pre a    | b\n-----+---\nlong | 中'],
  })
})

test('a table whose drawing would be longer stays as it was written', () => {
  const wide = `|a|b|\n|-|-|\n|${'x'.repeat(40)}|y|\n|c|d|\n|e|f|`
  expect(rendered(wide).text).toBe(wide)
})

test('quotes are not nested', () => {
  expect(rendered('> a\n> > b\n>\n> c').formats).toEqual(['blockquote a\nb\n\nc'])
})

test('HTML and markup of other platforms are only text', () => {
  const words = '<b>5 > 3</b> & <at user_id="all"> *x _y'
  expect(rendered(words)).toEqual({ text: words, formats: [] })
  expect(rendered('a<br>b').text).toBe('a\nb')
})

test('nothing but white space, or a comment that nobody sees, is no error', () => {
  expect(rendered('  \n\n ').text).toBe('')
  expect(rendered('[a]: https://e.example').text).toBe('')
})

test('what nobody wrote by hand is shown as it is, and in time', () => {
  const deep = '> '.repeat(1900)
  expect(rendered(deep)).toEqual({ text: deep.trim(), formats: [] })
})
