import { expect, test } from 'vitest'
import { resolveReferences } from './character-references.ts'
import { headingLevels } from './heading-levels.ts'
import { parseMarkdown } from './parse-markdown.ts'
import { safeLink } from './safe-link.ts'

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://a.example/1',
  '/relative',
  '#fragment',
  '',
])('%j is not opened', (href) => {
  expect(safeLink(href)).toBeNull()
})

test.each(['https://a.example/x?y=1&z=2', 'mailto:a@b.example', 'tel:+123'])('%s is opened', (href) => {
  expect(safeLink(href)).toBe(href)
})

test('character references become characters, and only those that exist', () => {
  expect(resolveReferences('a &amp; b &lt;c&gt; &#39;&#x2014; &constructor; &amp;lt;')).toBe(
    "a & b <c> '— &constructor; &lt;",
  )
  expect(resolveReferences('&#0;&#9999999;')).toBe('\ufffd\ufffd')
})

test('raw HTML stays a token of its own, never markup', () => {
  expect(parseMarkdown('<script>alert(1)</script>')).toMatchObject([{ type: 'html', raw: '<script>alert(1)</script>' }])
})

test('an unfinished code block of a growing answer is already a code block', () => {
  expect(parseMarkdown('```js\nconst a = 1')).toMatchObject([{ type: 'code', lang: 'js', text: 'const a = 1' }])
})

test('nesting beyond reason does not break the page', () => {
  expect(parseMarkdown('>'.repeat(20_000)).length).toBeGreaterThan(0)
})

test('headings form an outline without gaps, whatever depths the text has', () => {
  const levels = (text: string) => [...headingLevels(parseMarkdown(text)).values()]
  expect(levels('### a\n##### b\n### c\n# d\n## e')).toEqual([2, 3, 2, 2, 3])
  expect(levels('> ## a\n\n- #### b\n')).toEqual([2, 3])
})
