import { expect, test } from 'vitest'
import { explore, storyOf } from './explore.ts'

/** A minute's worth on a small machine. `HOLDLINE_SIM_RUNS` sets another number, and lifts the limit. */
const RUNS = 10_000
const LIMIT_MS = 45_000

/** Every run of the tests plays the same histories; `pnpm chaos:simulation` draws new ones. */
const SEED = 20_261_120

/** Fewer than this would be no proof, on however slow a machine. */
const FEWEST = 100

const { HOLDLINE_SIM_RUNS: runs, HOLDLINE_SIM_SEED: seed, HOLDLINE_SIM_PATH: path } = process.env

test('no history breaks a rule', { timeout: 0 }, async () => {
  const found = await explore({
    runs: Number(runs ?? RUNS),
    seed: Number(seed ?? SEED),
    ...(path === undefined ? {} : { path }),
    ...(runs === undefined ? { limitMs: LIMIT_MS } : {}),
  })
  if (found.counterexample !== null) throw new Error(storyOf(found))
  expect(found.numRuns).toBeGreaterThanOrEqual(path === undefined ? Math.min(FEWEST, Number(runs ?? RUNS)) : 1)
})
