import { expect, test } from 'vitest'
import { labelOf } from './label.ts'

test('a title from outside is one line of bounded length', () => {
  expect(labelOf(' Web\n\u0007search\u202E ')).toBe('Web search')
  expect(labelOf('x'.repeat(100))).toHaveLength(60)
})
