import { expect, test } from 'vitest'
import { redactor } from './redact.ts'

test('a secret is hidden wherever it appears, also one that holds another', () => {
  const redact = redactor(['secret-1', 'secret-1-long', undefined])
  expect(redact('a secret-1-long b secret-1 c')).toBe('a [redacted] b [redacted] c')
})

test('values too short to be secrets do not make lines unreadable', () => {
  expect(redactor(['1', 'true'])('1 of 2 is true')).toBe('1 of 2 is true')
})
