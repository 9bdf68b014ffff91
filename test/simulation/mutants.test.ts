import { expect, test } from 'vitest'
import { explore } from './explore.ts'
import { withoutEpochCheck, withTwoStepFinish } from './mutants.ts'

/** Ten times what it took when this was written. */
const ENOUGH_RUNS = 2_000
const SEED = 7

test('P4 put back: a stale holder that may write is found', { timeout: 120_000 }, async () => {
  const found = await explore({ runs: ENOUGH_RUNS, seed: SEED, endOnFailure: true, spoil: withoutEpochCheck })
  expect(String(found.errorInstance)).toMatch(/went from epoch|was written again|not its own|have the lane/)
})

test('P9 put back: a lost wake-up is found', { timeout: 120_000 }, async () => {
  const found = await explore({ runs: ENOUGH_RUNS, seed: SEED, endOnFailure: true, spoil: withTwoStepFinish })
  expect(String(found.errorInstance)).toMatch(/message \S+ \(\S+\) is left pending/)
})
