import { expect, test } from 'vitest'
import { answersIn, outcomesOf, RACE_TIMEOUT_MS, says, under } from './race.ts'

/** A little less, and as much as the quiet window of `collect`. */
const ALMOST_MS = 1_490
const REST_MS = 10

test('a message between a turn’s end and the due time of what waits joins it, or comes after it', {
  timeout: RACE_TIMEOUT_MS,
}, async () => {
  const outcomes = await outcomesOf({
    ...under('collect'),
    commands: [
      says([{ do: 'think', ms: 5 }]),
      { do: 'pass', ms: 1 },
      says(),
      { do: 'pass', ms: ALMOST_MS },
      says(),
      { do: 'pass', ms: REST_MS },
    ],
    outcomeOf: answersIn,
  })
  expect(outcomes).toContain('A BC')
  expect(outcomes).toContain('A B C')
  expect(outcomes.filter((outcome) => !['A BC', 'A B C', 'ABC', 'A B', 'AB C'].includes(outcome))).toEqual([])
})
