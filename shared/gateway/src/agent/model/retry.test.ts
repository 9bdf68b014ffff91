import { expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '../limits.ts'
import type { ProviderFailure } from './provider-errors.ts'
import { FIRST_TRY, nextTry, type Tries, worthAnotherModel } from './retry.ts'

const limited = (afterMs: number | null): ProviderFailure => ({ type: 'rate_limited', afterMs, why: '' })
const broken: ProviderFailure = { type: 'transient', afterMs: null, why: '' }
const next = (failure: ProviderFailure, tries: Tries, random = 0.5) =>
  nextTry(failure, tries, { limits: DEFAULT_LIMITS, now: 1_000, random })

test('a named pause is kept to exactly and announced', () => {
  expect(next(limited(3_000), FIRST_TRY)).toMatchObject({
    type: 'wait',
    ms: 3_000,
    phase: { code: 'rate_limited', until: 4_000, attempt: 2, attempts: 4 },
  })
})

test('four requests at most while the provider says 429', () => {
  const pauses = [1, 2, 3, 4].map((rateLimited) => next(limited(null), { ...FIRST_TRY, rateLimited }).type)
  expect(pauses).toEqual(['wait', 'wait', 'wait', 'give_up'])
})

test('a pause longer than anybody waits is not begun', () => {
  expect(next(limited(DEFAULT_LIMITS.rateLimitMaxWaitMs + 1), FIRST_TRY).type).toBe('give_up')
})

test('three requests at most while it fails, with doubling pauses', () => {
  expect(next(broken, FIRST_TRY)).toMatchObject({ ms: 1_000, phase: { code: 'retrying', attempt: 2, attempts: 3 } })
  expect(next(broken, { ...FIRST_TRY, transient: 2 })).toMatchObject({ ms: 2_000, phase: { attempt: 3 } })
  expect(next(broken, { ...FIRST_TRY, transient: 3 }).type).toBe('give_up')
})

test('pauses vary by a quarter', () => {
  expect(next(broken, FIRST_TRY, 0)).toMatchObject({ ms: 750 })
  expect(next(broken, FIRST_TRY, 0.999)).toMatchObject({ ms: 1_250 })
})

const FINAL: [type: string, failure: ProviderFailure, otherModel: boolean][] = [
  ['a hang', { type: 'timeout', ms: 1, why: '' }, true],
  ['an unknown model', { type: 'permanent', why: '' }, true],
  ['an empty account', { type: 'quota', why: '' }, true],
  ['a refused key', { type: 'authentication', status: 401, why: '' }, false],
  ['a forbidden model', { type: 'authentication', status: 403, why: '' }, true],
  ['a full context', { type: 'context_overflow', why: '' }, false],
  ['refused content', { type: 'content_refused', why: '' }, false],
]

test.for(FINAL)('%s is not tried again; whether another model is asked', ([, failure, otherModel]) => {
  expect(next(failure, FIRST_TRY).type).toBe('give_up')
  expect(worthAnotherModel(failure)).toBe(otherModel)
})
