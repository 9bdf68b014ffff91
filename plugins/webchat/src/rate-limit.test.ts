import { expect, test } from 'vitest'
import { TokenBucket, takeAll } from './rate-limit.ts'

const RATE = { burst: 3, perSecond: 2 }

test('a burst passes, the rest waits for its token', () => {
  const bucket = new TokenBucket(RATE, 0)
  expect([1, 2, 3, 4, 5].map(() => takeAll(0, bucket))).toEqual([0, 0, 0, 500, 500])
  expect(takeAll(499, bucket)).toBe(1)
  expect(takeAll(500, bucket)).toBe(0)
})

test('what is not used is saved up to the burst only', () => {
  const bucket = new TokenBucket(RATE, 0)
  expect([1, 2, 3, 4].map(() => takeAll(3_600_000, bucket))).toEqual([0, 0, 0, 500])
})

test('of two buckets both give a token, or none does', () => {
  const empty = new TokenBucket({ burst: 1, perSecond: 1 }, 0)
  const full = new TokenBucket(RATE, 0)
  takeAll(0, empty)
  expect(takeAll(0, full, empty)).toBe(1000)
  expect(full.isFull(0)).toBe(true)
})

test('a clock that jumps back takes nothing away and blocks nobody', () => {
  const bucket = new TokenBucket(RATE, 10_000)
  for (let n = 0; n < 3; n++) takeAll(10_000, bucket)
  expect(takeAll(0, bucket)).toBe(500)
  expect(takeAll(500, bucket)).toBe(0)
})
