import { expect, test } from 'vitest'
import { webchatConfig } from './config.ts'

test('everything has a default', () => {
  expect(webchatConfig.parse({})).toEqual({ enabled: true, allowedOrigins: [] })
})

test.for(['with space', 'quo"te', 'a/b', 'padded==', 'ключ', ''])(
  'the token %j, which no browser could send, is refused without being repeated',
  (token) => {
    const { error } = webchatConfig.safeParse({ token })
    expect(error?.issues[0]?.path).toEqual(['token'])
    if (token !== '') expect(error?.message).not.toContain(token)
  },
)

test.for(['chat.example.com', 'https://chat.example.com/', 'https://chat.example.com/chat', 'ftp://x', '*'])(
  'the origin %j is refused with the way to write one',
  (origin) => {
    const { error } = webchatConfig.safeParse({ allowedOrigins: [origin] })
    expect(error?.issues[0]).toMatchObject({
      path: ['allowedOrigins', 0],
      message: expect.stringContaining('https://'),
    })
  },
)

test('an unknown key is refused', () => {
  expect(webchatConfig.safeParse({ tokne: 'x' }).success).toBe(false)
})

test('every key says what it is for', () => {
  for (const [key, schema] of Object.entries(webchatConfig.shape)) expect(schema.description, key).toBeTruthy()
})
