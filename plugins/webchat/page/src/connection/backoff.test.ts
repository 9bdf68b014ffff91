import { expect, test } from 'vitest'
import { backoffMs } from './backoff.ts'

test('the first retry comes within half a second', () => {
  expect(backoffMs(1, 0)).toBe(250)
  expect(backoffMs(1, 0.999)).toBeLessThanOrEqual(500)
})

test('each failure doubles the wait until the cap', () => {
  const waits = [1, 2, 3, 4, 5].map((attempt) => backoffMs(attempt, 0))
  expect(waits).toEqual([250, 500, 1000, 2000, 4000])
  expect(backoffMs(6, 0.999)).toBeLessThanOrEqual(15_000)
  expect(backoffMs(500, 0.999)).toBeLessThanOrEqual(15_000)
})

test('jitter spreads the retries over half of the wait', () => {
  expect(backoffMs(4, 0)).toBe(2000)
  expect(backoffMs(4, 0.5)).toBe(3000)
})
