import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomIdOf } from './random-id.ts'

test('equal for equal keys, another for others, and always one that VK takes', () => {
  expect(randomIdOf('a')).toBe(randomIdOf('a'))
  expect(randomIdOf('a')).not.toBe(randomIdOf('b'))
  fc.assert(
    fc.property(fc.string(), (key) => {
      const id = randomIdOf(key)
      expect(Number.isInteger(id) && id > 0 && id < 2 ** 31).toBe(true)
    }),
  )
})
