import { expect, test } from 'vitest'
import { answersIn, outcomesOf, RACE_TIMEOUT_MS, says, under } from './race.ts'

test('a background result and the turn that took its lane are each answered once, in any order', {
  timeout: RACE_TIMEOUT_MS,
}, async () => {
  const outcomes = await outcomesOf({
    ...under('background'),
    commands: [
      says([{ do: 'think', ms: 2 }]),
      { do: 'pass', ms: 1 },
      says([{ do: 'think', ms: 1 }]),
      { do: 'pass', ms: 1 },
    ],
    outcomeOf: (world) => {
      const [first] = [...world.ledger.turns.values()].sort((a, b) => a.number - b.number)
      return `${first?.kind}: ${answersIn(world)}`
    },
  })
  expect(outcomes).toContain('background: A B')
  expect(outcomes).toContain('background: B A')
  expect(outcomes.filter((outcome) => !/^(background: (A B|B A)|foreground: A B)$/.test(outcome))).toEqual([])
})
