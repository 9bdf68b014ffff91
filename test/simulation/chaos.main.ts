import fc from 'fast-check'
import { anyHistory } from './arbitraries.ts'
import * as mutants from './mutants.ts'
import { simulate } from './simulate.ts'
import { DrawnSteps } from './steps.ts'

const runs = Number(process.env.HOLDLINE_SIM_RUNS ?? 1000)
const seed = process.env.HOLDLINE_SIM_SEED
let steps = 0
let n = 0
const t0 = performance.now()
const r = await fc.check(
  fc.asyncProperty(fc.scheduler(), anyHistory, async (scheduler, history) => {
    const played = await simulate(
      new DrawnSteps(scheduler),
      history,
      process.env.MUTANT === 'p4'
        ? mutants.withoutEpochCheck
        : process.env.MUTANT === 'p9'
          ? mutants.withTwoStepFinish
          : undefined,
    )
    steps += played.steps
    n++
  }),
  {
    numRuns: runs,
    ...(seed ? { seed: Number(seed) } : {}),
    ...(process.env.HOLDLINE_SIM_PATH ? { path: process.env.HOLDLINE_SIM_PATH } : {}),
    endOnFailure: process.env.MUTANT !== undefined,
    interruptAfterTimeLimit: 120_000,
  },
)
console.log({
  n,
  steps,
  ms: performance.now() - t0,
  failed: r.failed,
  seed: r.seed,
  path: r.counterexamplePath,
  runs: r.numRuns,
  shrinks: r.numShrinks,
})
if (r.failed) {
  const e = r.errorInstance
  const steps = r.counterexample?.[0].report().filter((x) => process.env.FULL || !x.label.includes('find.')) ?? []
  console.log('STEPS', steps.map((x) => `${x.label}${x.status === 'resolved' ? '' : ` ${x.status}`}`).join(' | '))
  const { commands, ...config } = r.counterexample?.[1] ?? { commands: [] }
  console.log(JSON.stringify(config))
  console.log(e instanceof Error ? e.message + (e.name === 'BrokenRule' ? '' : e.stack) : e)
}
