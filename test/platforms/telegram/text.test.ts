import type { MessageEntity } from 'grammy/types'
import { expect, test } from 'vitest'
import { findEntities } from './find-entities.ts'
import { Params } from './params.ts'
import { Refused } from './refusal.ts'
import { readText } from './rules-text.ts'

const ann = { id: 5, is_bot: false, first_name: 'Ann' }
const findUser = (id: number) => (id === ann.id ? ann : undefined)

const read = (text: string, more: object = {}) => readText(new Params({ text, ...more }), 'message', findUser)
const html = (text: string) => read(text, { parse_mode: 'HTML' })
const markdown = (text: string) => read(text, { parse_mode: 'MarkdownV2' })

/** What an entity marks and how, in a form that can be read. */
function marked({ text, entities }: { text: string; entities: readonly MessageEntity[] }): string[] {
  return entities.map((entity) => `${entity.type}:${text.slice(entity.offset, entity.offset + entity.length)}`)
}

function refused(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof Refused) return error.message.replace("Bad Request: can't parse entities: ", '')
    throw error
  }
  return 'accepted'
}

const SAME: readonly [string, string, string, string[]][] = [
  ['<b>bold</b>', '*bold*', 'bold', ['bold:bold']],
  ['<i>it</i> <u>un</u> <s>st</s>', '_it_ __un__ ~st~', 'it un st', ['italic:it', 'underline:un', 'strikethrough:st']],
  ['<tg-spoiler>boo</tg-spoiler>', '||boo||', 'boo', ['spoiler:boo']],
  ['<b>a<i>b</i></b>', '*a_b_*', 'ab', ['bold:ab', 'italic:b']],
  ['<code>x &lt; y</code>', '`x < y`', 'x < y', ['code:x < y']],
  ['<pre>a\nb</pre>', '```\na\nb```', 'a\nb', ['pre:a\nb']],
  ['<a href="https://example.org">here</a>', '[here](https://example.org)', 'here', ['text_link:here']],
  ['<a href="tg://user?id=5">Ann</a>', '[Ann](tg://user?id=5)', 'Ann', ['text_mention:Ann']],
  ['<a href="tg://user?id=6">Bob</a>', '[Bob](tg://user?id=6)', 'Bob', []],
  ['1 &lt; 2 &amp; 3', '1 \\< 2 & 3', '1 < 2 & 3', []],
  ['<blockquote>one\ntwo</blockquote>\nthree', '>one\n>two\nthree', 'one\ntwo\nthree', ['blockquote:one\ntwo']],
  ['😀<b>é</b>', '😀*é*', '😀é', ['bold:é']],
]

for (const [asHtml, asMarkdown, text, entities] of SAME) {
  test(`${asMarkdown.replaceAll('\n', ' ')} and its HTML are ${entities.join(', ') || 'plain'}`, () => {
    expect([html(asHtml).text, marked(html(asHtml))]).toEqual([text, entities])
    expect([markdown(asMarkdown).text, marked(markdown(asMarkdown))]).toEqual([text, entities])
  })
}

test('code knows its language in both modes', () => {
  const expected = [{ type: 'pre', offset: 0, length: 4, language: 'js' }]
  expect(html('<pre><code class="language-js">f(1)</code></pre>').entities).toEqual(expected)
  expect(markdown('```js\nf(1)```').entities).toEqual(expected)
})

const HTML_ERRORS: readonly [string, string][] = [
  ['a < b', 'Unclosed start tag at byte offset 2'],
  ['a <br> b', 'Unsupported start tag "br" at byte offset 2'],
  ['я<h1>b</h1>', 'Unsupported start tag "h1" at byte offset 2'],
  ['</b>', 'Unexpected end tag at byte offset 0'],
  ['<b>x</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
  ['<b>x', 'Can\'t find end tag corresponding to start tag "b"'],
  ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
]
const reserved = (char: string) => `Character '${char}' is reserved and must be escaped with the preceding '\\'`
const MARKDOWN_ERRORS: readonly [string, string][] = [
  ['Done.', reserved('.')],
  ['a-b', reserved('-')],
  ['(x)', reserved('(')],
  ['a > b', reserved('>')],
  ['*bold', "Can't find end of Bold entity at byte offset 0"],
  ['я _x', "Can't find end of Italic entity at byte offset 3"],
  ['`code', "Can't find end of Code entity at byte offset 0"],
  ['```\ncode``', "Can't find end of Pre entity at byte offset 0"],
  ['[x](y', "Can't find end of a URL at byte offset 4"],
  ['*a _b* c_', "Can't find end of Italic entity at byte offset 8"],
]

for (const [text, words] of HTML_ERRORS) {
  test(`HTML: ${text} is refused`, () => {
    expect(refused(() => html(text))).toBe(words)
  })
}

for (const [text, words] of MARKDOWN_ERRORS) {
  test(`MarkdownV2: ${text.replaceAll('\n', ' ')} is refused`, () => {
    expect(refused(() => markdown(text))).toBe(words)
  })
}

test('white space around a text goes, and entities move along', () => {
  const { text, entities } = read('\n  Hi you \n', { entities: [{ type: 'bold', offset: 3, length: 8 }] })
  expect([text, entities]).toEqual(['Hi you', [{ type: 'bold', offset: 0, length: 6 }]])
})

const BOUNDS: readonly [string, object[]][] = [
  ['receive an entity with incorrect offset -1', [{ type: 'bold', offset: -1, length: 1 }]],
  ['entity begins after the end of the text at UTF-16 offset 9', [{ type: 'bold', offset: 9, length: 1 }]],
  ['entity begins in a middle of a UTF-16 symbol at byte offset 4', [{ type: 'bold', offset: 1, length: 1 }]],
  ["can't parse MessageEntity: Unsupported type specified", [{ type: 'big', offset: 0, length: 1 }]],
  ['can\'t parse MessageEntity: Can\'t find field "url"', [{ type: 'text_link', offset: 0, length: 1 }]],
]

for (const [words, entities] of BOUNDS) {
  test(`entities: ${words}`, () => {
    expect(refused(() => read('😀x', { entities }))).toBe(`Bad Request: ${words}`)
  })
}

test('an entity that the bot sent is kept, one for somebody unknown is dropped', () => {
  const mention = (id: number) => ({ type: 'text_mention', offset: 0, length: 3, user: { id } })
  expect(read('Ann', { entities: [mention(5)] }).entities).toEqual([{ ...mention(5), user: ann }])
  expect(read('Bob', { entities: [mention(6)] }).entities).toEqual([])
})

const FOUND: readonly [string, string[]][] = [
  ['@holdline_bot hello', ['mention:@holdline_bot']],
  ['mail me@example.org, not @me', ['email:me@example.org']],
  ['/cancel@holdline_bot and /new', ['bot_command:/cancel@holdline_bot', 'bot_command:/new']],
  ['/отмена a/b', []],
  ['see https://example.org/@x/y?z=1.', ['url:https://example.org/@x/y?z=1']],
  ['#привет $USD #1', ['hashtag:#привет', 'cashtag:$USD']],
  ['a@holdline_bot', []],
]

for (const [text, entities] of FOUND) {
  test(`finds ${entities.join(', ') || 'nothing'} in ${text}`, () => {
    expect(marked({ text, entities: findEntities(text) })).toEqual(entities)
  })
}
