import { expect, test } from 'vitest'
import { answersIn, outcomesOf, RACE_TIMEOUT_MS, says, types } from './race.ts'

test('a dequeue against the hand-over removes the message or comes too late, and says which', {
  timeout: RACE_TIMEOUT_MS,
}, async () => {
  const outcomes = await outcomesOf({
    platform: { idempotent: true, edits: true, maxText: 4_096, streams: false, refusesInline: true, ordered: false },
    commands: [says([{ do: 'think', ms: 1 }]), { do: 'pass', ms: 1 }, says(), { do: 'pass', ms: 1 }, types('/dequeue')],
    outcomeOf: (world) => {
      const answer = world.events.at(-1)?.receipts[0]
      const told = answer?.type === 'control' ? answer.answer?.result : answer?.type
      const dropped = [...world.ledger.inbounds.values()].some(({ state }) => state === 'dropped')
      return `${told}, ${dropped ? 'removed' : answersIn(world).replaceAll(' ', '')}`
    },
  })
  expect(outcomes).toContain('done, removed')
  expect(outcomes).toContain('finished, AB')
  expect(outcomes.filter((outcome) => outcome.startsWith('done'))).toEqual(['done, removed'])
})
