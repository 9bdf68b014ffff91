import { expect, test } from 'vitest'
import type { World } from '../world.ts'
import { answersIn, outcomesOf, RACE_TIMEOUT_MS, says, under } from './race.ts'

/** A little less, and as much as the quiet window of `collect`. */
const ALMOST_MS = 1_490
const REST_MS = 10

/** Whether every window was as long as its last message asked for. */
function isPatient({ ledger, rules }: World): boolean {
  return [...ledger.turns.values()].every(({ inbounds, startedAt }) => {
    const collected = inbounds.flatMap((id) => ledger.inbounds.get(id) ?? []).filter(({ collect }) => collect === true)
    return collected.every(({ receivedAt }) => startedAt >= receivedAt + rules.collectQuietMs)
  })
}

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
    outcomeOf: (world) => `${isPatient(world) ? '' : 'too early: '}${answersIn(world)}`,
  })
  expect(outcomes).toContain('A BC')
  expect(outcomes).toContain('A B C')
  expect(outcomes.filter((outcome) => !['A BC', 'A B C', 'ABC', 'A B', 'AB C'].includes(outcome))).toEqual([])
})
