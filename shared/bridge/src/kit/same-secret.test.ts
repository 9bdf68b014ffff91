import { expect, test } from 'vitest'
import { isSameSecret } from './same-secret.ts'

test('a secret is the same when every character is, and one of another length is not', () => {
  expect(isSameSecret('s3cret', 's3cret')).toBe(true)
  expect(isSameSecret('s3creT', 's3cret')).toBe(false)
  expect(isSameSecret('s3cre', 's3cret')).toBe(false)
  expect(isSameSecret('', 's3cret')).toBe(false)
})
