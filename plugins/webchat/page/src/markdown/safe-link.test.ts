import { expect, test } from 'vitest'
import { safeLink } from './safe-link.ts'

const KEY = 'aB3-_'.padEnd(24, 'x')

test('files that the agent has sent can be opened, other places of this server cannot', () => {
  expect(safeLink(`./files/${KEY}/a%20b.pdf`)).toBe(`./files/${KEY}/a%20b.pdf`)
  for (const href of [
    `./files/${KEY}/../login`,
    './files/short/a.png',
    './login',
    '/admin',
    `//e.example/files/${KEY}/a`,
  ])
    expect(safeLink(href), href).toBe(null)
})
