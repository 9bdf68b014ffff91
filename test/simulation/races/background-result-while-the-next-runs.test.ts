import { expect, test } from 'vitest'
import { answersIn, outcomesOf, RACE_TIMEOUT_MS, says, types, under } from './race.ts'

test('a turn that moves to the background is answered once, whatever has the lane by then', {
  timeout: RACE_TIMEOUT_MS,
}, async () => {
  const outcomes = await outcomesOf({
    ...under('queue'),
    commands: [
      says([{ do: 'think', ms: 2 }]),
      says([{ do: 'think', ms: 1 }]),
      types('/background'),
      says(),
      { do: 'pass', ms: 1 },
      { do: 'pass', ms: 1 },
    ],
    outcomeOf: answersIn,
  })
  // A ends behind what took its lane, or between it and the next. Over before: it is B that moves, or nothing.
  expect(outcomes).toEqual(['A B D', 'A D B', 'B A D', 'B D A'])
})

test('the result of a turn in the background is seen by the turns that begin after it', {
  timeout: RACE_TIMEOUT_MS,
}, async () => {
  const outcomes = await outcomesOf({
    ...under('background'),
    commands: [
      says([{ do: 'think', ms: 2 }]),
      says([{ do: 'think', ms: 1 }]),
      { do: 'pass', ms: 1 },
      { do: 'pass', ms: 1 },
      says(),
    ],
    outcomeOf: ({ ledger, agents }) => {
      const [first, ...later] = [...ledger.turns.values()].sort((a, b) => a.number - b.number)
      const late = later.at(-1)
      const asked = ledger.inbounds.get(late?.inbounds[0] ?? '')?.seq ?? 0
      const before = (first?.contextSeq ?? 0) < asked
      const saw = agents.contexts.get(late?.id ?? '')?.includes(first?.id ?? '')
      return `${before ? 'over before' : 'over later'}, ${saw ? 'seen' : 'not seen'}`
    },
  })
  expect(outcomes).toContain('over before, seen')
  expect(outcomes).toContain('over later, not seen')
  expect(outcomes).not.toContain('over before, not seen')
})
