import { expect, test } from 'vitest'
import { z } from 'zod'
import { isReference, secretKeysOf, secretState, writtenSchema } from './secrets.ts'

/** The short form of a reference, which is no template here. */
const SHORT = ['$', '{TOKEN}'].join('')

const schema = z.strictObject({
  botToken: z.string().regex(/^\d+:/).optional().describe('From @BotFather.'),
  proxy: z.string().optional(),
})

test('secrets are found by their names, or named', () => {
  expect(secretKeysOf(schema)).toEqual(['botToken'])
  expect(secretKeysOf(schema, ['proxy'])).toEqual(['proxy'])
})

test('a secret may be written as the host’s reference or as a plain value, and keeps its description', () => {
  const written = z.strictObject(writtenSchema(schema, ['botToken']))
  const file = { source: 'file', provider: 'filemain', id: '/telegram/token' }
  for (const botToken of ['1:a', SHORT, file]) expect(written.safeParse({ botToken }).success).toBe(true)
  for (const botToken of [{ source: 'nowhere', provider: 'x', id: 'y' }, 7])
    expect(written.safeParse({ botToken }).success).toBe(false)
  expect(z.toJSONSchema(written).properties?.botToken).toMatchObject({ description: 'From @BotFather.' })
})

test('what is not a secret takes no reference', () => {
  const written = z.strictObject(writtenSchema(schema, ['botToken']))
  expect(written.safeParse({ proxy: { source: 'env', provider: 'default', id: 'PROXY' } }).success).toBe(false)
})

test('a reference is seen as one, and what it is about is not read', () => {
  expect(isReference({ source: 'env', provider: 'default', id: 'TOKEN' })).toBe(true)
  expect(['$TOKEN', SHORT, '123:abc', '', undefined].map(secretState)).toEqual([
    'unresolved',
    'unresolved',
    'available',
    'missing',
    'missing',
  ])
})
