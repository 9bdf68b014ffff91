import fc from 'fast-check'
import { test } from 'vitest'
import { anyHistory } from './arbitraries.ts'
import { simulate } from './simulate.ts'
import { DrawnSteps } from './steps.ts'

test('any', { timeout: 600_000 }, async () => {
  const runs = Number(process.env.HOLDLINE_SIM_RUNS ?? 200)
  let steps = 0,
    n = 0
  const t0 = performance.now()
  const seed = process.env.HOLDLINE_SIM_SEED
  try {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), anyHistory, async (scheduler, history) => {
        const played = await simulate(new DrawnSteps(scheduler), history)
        steps += played.steps
        n++
      }),
      {
        numRuns: runs,
        ...(seed ? { seed: Number(seed) } : {}),
        ...(process.env.HOLDLINE_SIM_PATH ? { path: process.env.HOLDLINE_SIM_PATH } : {}),
        interruptAfterTimeLimit: 300_000,
      },
    )
  } finally {
    console.log({ n, steps, ms: performance.now() - t0 })
  }
})
