import { expect, test } from 'vitest'
import { answersIn, outcomesOf, RACE_TIMEOUT_MS, says, under } from './race.ts'

test('an interrupt against the end of the turn: cancelled without an answer, or answered before the next', {
  timeout: RACE_TIMEOUT_MS,
}, async () => {
  const outcomes = await outcomesOf({
    ...under('interrupt'),
    commands: [says([{ do: 'think', ms: 1 }]), { do: 'pass', ms: 1 }, says()],
    outcomeOf: (world) => {
      const [first] = [...world.ledger.turns.values()].sort((a, b) => a.number - b.number)
      const wish = first?.cancel === undefined ? 'not interrupted' : 'interrupted'
      return `${wish}, ${first?.outcome?.type}: ${answersIn(world)}`
    },
  })
  // A committed interrupt wins over an end that comes after it, also over the run's good answer.
  expect(outcomes).toEqual(['interrupted, cancelled: B', 'not interrupted, completed: A B'])
})
