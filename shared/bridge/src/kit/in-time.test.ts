import { expect, test } from 'vitest'
import { inTime } from './in-time.ts'

/** A bound that is over when a test says so. */
function bound() {
  const errors: unknown[] = []
  const timers = new Set<() => void>()
  const after = (_ms: number, run: () => void) => {
    timers.add(run)
    return () => void timers.delete(run)
  }
  const over = () => {
    for (const run of timers) run()
  }
  const failed = (error: unknown) => void errors.push(error)
  return { options: { ms: 10, clock: { now: () => 0, after }, failed }, errors, timers, over }
}

test('work that is done in time leaves no timer behind', async () => {
  const { options, timers } = bound()
  expect(await inTime(Promise.resolve(), options)).toBe(true)
  expect(timers.size).toBe(0)
})

test('work that fails is not done, and its error is told', async () => {
  const { options, errors } = bound()
  expect(await inTime(Promise.reject('no'), options)).toBe(false)
  expect(errors).toEqual(['no'])
})

test('work that takes too long is not waited for, and its error is told all the same', async () => {
  const { options, errors, over } = bound()
  const late = Promise.withResolvers<void>()
  const waiting = inTime(late.promise, options)
  over()
  expect(await waiting).toBe(false)
  late.reject('afterwards')
  await expect.poll(() => errors).toEqual(['afterwards'])
})
