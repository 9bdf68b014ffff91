import type { Engine } from '@holdline/bridge'
import fc, { type RunDetails, type Scheduler } from 'fast-check'
import { anyHistory } from './arbitraries.ts'
import type { History } from './history.ts'
import { BrokenRule, simulate } from './simulate.ts'
import { DrawnSteps } from './steps.ts'

/** What to look at, and for how long. */
export interface Exploration {
  /** Histories to play. */
  readonly runs: number
  /** Where to begin. Equal seeds give equal histories. */
  readonly seed: number
  /** The path to one history, as a failed exploration printed it. */
  readonly path?: string
  /** Stops then, whatever has been played. */
  readonly limitMs?: number
  /** Stops at the first broken rule, without looking for a shorter history. */
  readonly endOnFailure?: boolean
  readonly spoil?: (engine: Engine) => Engine
}

/** What was found. */
export type Found = RunDetails<[Scheduler, History]>

/** Plays drawn histories, each in a drawn order, until one breaks a rule. */
export async function explore({ runs, seed, path, limitMs, endOnFailure, spoil }: Exploration): Promise<Found> {
  const property = fc.asyncProperty(fc.scheduler(), anyHistory, async (scheduler, history) => {
    await simulate(new DrawnSteps(scheduler), history, spoil)
  })
  return await fc.check(property, {
    numRuns: runs,
    seed,
    ...(path === undefined ? {} : { path }),
    ...(limitMs === undefined ? {} : { interruptAfterTimeLimit: limitMs }),
    ...(endOnFailure === undefined ? {} : { endOnFailure }),
  })
}

/** The story of a broken rule, and how to see it again. */
export function storyOf({ errorInstance: error, counterexample, seed, counterexamplePath }: Found): string {
  const replay = `HOLDLINE_SIM_SEED=${seed} HOLDLINE_SIM_PATH=${counterexamplePath} npx vitest run --project simulation any-history`
  const cause = error instanceof BrokenRule ? error.message : error instanceof Error ? error.stack : String(error)
  const steps = counterexample?.[0].report().map(({ label }) => label) ?? []
  return `${cause}\n\nto see it again: ${replay}\n\n${JSON.stringify(counterexample?.[1])}\n\n${steps.join(' | ')}`
}
