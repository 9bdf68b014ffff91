import { expect, test } from 'vitest'
import { cardMarkdown } from './markdown.ts'

test('what cards can show is shown as such', () => {
  const source =
    '# Title\n\n**bold** *it* ~~no~~ `code` [link](https://e.example)\n\n- one\n- two\n  1. deep\n\n> quote'
  expect(cardMarkdown(source)).toBe(
    '# Title\n\n**bold** *it* ~~no~~ `code` [link](https://e.example)\n\n- one\n- two\n    1. deep\n\n> quote',
  )
})

test('the markup of cards does not get through from the words of an agent', () => {
  const shown = cardMarkdown('<at id=all></at> <font color=red>x</font> <person id=1></person> :OK: $urlVal')
  expect(shown).not.toMatch(/<(?:at|font|person)/)
  expect(shown).toContain('&#60;at id=all&#62;')
  expect(cardMarkdown('`<at id=all></at>`')).toBe('`<at id=all></at>`')
  expect(cardMarkdown('a&#60;b')).toBe('a&#60;b')
  expect(cardMarkdown('`a`&lt;at id=all&gt;')).not.toMatch(/<at/)
})

test('signs that mean nothing stay what they are', () => {
  expect(cardMarkdown('snake_case, 2 \\* 3, a | b')).toBe('snake_case, 2 &#42; 3, a &#124; b')
  expect(cardMarkdown('1\\. no list\n\n\\# no title\n\n\\- no item\n\nno title\n\\---')).toBe(
    '1&#46; no list\n\n&#35; no title\n\n&#45; no item\n\nno title\n&#45;--',
  )
})

test('a table is a table, with bars only between its cells', () => {
  expect(cardMarkdown('| a | b |\n|---|---|\n| 1 \\| 2 | `x\\|y` |')).toBe(
    '| a | b |\n| --- | --- |\n| 1 &#124; 2 | `x\\|y` |',
  )
})

test('a card takes five tables; what is more is shown as it was written', () => {
  const table = (n: number) => `| t${n} |\n|---|\n| x |`
  const shown = cardMarkdown([1, 2, 3, 4, 5, 6].map(table).join('\n\n'))
  expect(shown.match(/^\| --- \|$/gm)).toHaveLength(5)
  expect(shown).toContain('```\n| t6 |\n|---|\n| x |\n```')
})

test('code keeps its fences, whatever stands in it', () => {
  expect(cardMarkdown('````md\n```js\nx\n```\n````')).toBe('````md\n```js\nx\n```\n````')
  expect(cardMarkdown('`` a`b ``')).toBe('``a`b``')
})

test('an address that clients do not open is written out, and one with brackets works', () => {
  expect(cardMarkdown('[x](javascript:alert)')).toBe('x (javascript:alert)')
  expect(cardMarkdown('[x](<https://e.example/a_(b)>)')).toBe('[x](https://e.example/a_%28b%29)')
  expect(cardMarkdown('![alt](https://e.example/p.png)')).toBe('[alt](https://e.example/p.png)')
})

test('tasks and line breaks', () => {
  expect(cardMarkdown('- [x] done\n- [ ] open')).toBe('- ☑ done\n- ☐ open')
  expect(cardMarkdown('a<br>b')).toBe('a\nb')
})
