import { expect, test } from 'vitest'
import { answersIn, outcomesOf, RACE_TIMEOUT_MS, says, under } from './race.ts'

test('a steer that lands after the last model step goes back to the queue’s head', {
  timeout: RACE_TIMEOUT_MS,
}, async () => {
  const outcomes = await outcomesOf({
    ...under('steer'),
    commands: [says([{ do: 'think', ms: 1 }]), { do: 'pass', ms: 1 }, says(), { do: 'pass', ms: 1 }],
    outcomeOf: answersIn,
  })
  expect(outcomes).toEqual(['A B', 'AB'])
})
