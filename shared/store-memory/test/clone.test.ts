import { expect, test } from 'vitest'
import { createMemoryEngine } from '../src/index.ts'

test('what is read is frozen, to its depths', async () => {
  const engine = createMemoryEngine()
  await engine.write([{ type: 'state', scope: 's', key: 'k', value: { list: [{ a: 1 }] } }])
  const value: unknown = await engine.find.value('s', 'k')
  expect(value).toEqual({ list: [{ a: 1 }] })
  expect(Object.isFrozen(value)).toBe(true)
  expect(() => Object.assign(Object(value).list[0], { a: 2 })).toThrow(TypeError)
})

test('without cloning, values are kept as they are', async () => {
  const engine = createMemoryEngine({ clone: 'none' })
  const value = { a: 1 }
  await engine.write([{ type: 'state', scope: 's', key: 'k', value }])
  expect(await engine.find.value('s', 'k')).toBe(value)
})
