import { expect, test } from 'vitest'
import { outcomesOf, RACE_TIMEOUT_MS, says, types } from './race.ts'

test('a wait against the finish mentions the person with the answer, or says that it is over', {
  timeout: RACE_TIMEOUT_MS,
}, async () => {
  const outcomes = await outcomesOf({
    platform: { idempotent: true, edits: true, maxText: 4_096, streams: false, refusesInline: true, ordered: true },
    commands: [says([{ do: 'think', ms: 1 }]), { do: 'pass', ms: 1 }, types('/wait')],
    outcomeOf: (world) => {
      const receipt = world.events.at(-1)?.receipts[0]
      const told = receipt?.type === 'control' ? receipt.answer?.result : receipt?.type
      const mentioned = [...world.ledger.outbox.values()].some(({ mention }) => mention.length > 0)
      return `${told}, ${mentioned ? 'mentioned' : 'not mentioned'}`
    },
  })
  expect(outcomes).toEqual(['done, mentioned', 'finished, not mentioned'])
})
