import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { readBody } from './read-body.ts'

test('a body comes whole up to its limit, and not at all above it', async () => {
  const body = () => Readable.from([Buffer.from('при'), Buffer.from('вет')])
  expect((await readBody(body(), 12))?.toString('utf8')).toBe('привет')
  expect(await readBody(body(), 11)).toBeNull()
})
