import { expect, test } from 'vitest'
import { Lab } from '../gate/lab.ts'
import type { TurnRecord } from '../store/records.ts'
import { estimateOf } from './estimate.ts'

function took(ms: number, more: Partial<TurnRecord> = {}): TurnRecord {
  const lab = new Lab()
  lab.say('one')
  return {
    ...lab.running,
    startedAt: 1_000,
    finishedAt: 1_000 + ms,
    state: 'finished',
    outcome: { type: 'completed' },
    ...more,
  }
}

test('the middle half of what turns took', () => {
  expect(estimateOf([10, 50, 20, 40, 30].map((ms) => took(ms)))).toEqual({ fromMs: 20, toMs: 40 })
})

test('too few turns say nothing', () => {
  expect(estimateOf([took(10), took(20)])).toBeUndefined()
  expect(estimateOf([took(10), took(20), took(30)])).toEqual({ fromMs: 10, toMs: 20 })
})

test('only turns that completed in one go count', () => {
  const odd = [took(1, { attempts: 2 }), took(1, { outcome: { type: 'cancelled', by: null, cause: 'person' } })]
  expect(estimateOf([...odd, took(10), took(20)])).toBeUndefined()
  const { outcome: _, ...handedBack } = took(1)
  expect(estimateOf([handedBack, took(10), took(20)])).toBeUndefined()
})
