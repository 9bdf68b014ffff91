import { test } from 'vitest'
import { decideCases } from './engine/decide.ts'
import { dueCases } from './engine/due.ts'
import { durabilityCases } from './engine/durability.ts'
import type { EngineCases, EngineFixture } from './engine/fixture.ts'
import { historyCases } from './engine/history.ts'
import { leaseCases } from './engine/leases.ts'
import { logCases } from './engine/log.ts'
import { outboxCases } from './engine/outbox.ts'
import { purgeCases } from './engine/purge.ts'
import { updateCases } from './engine/update.ts'
import { valueCases } from './engine/values.ts'

/** An engine to be held to the contract. */
export interface EngineSubject {
  /** Makes a fixture for one test, and sees to its end. */
  readonly open: () => Promise<EngineFixture>
  /** What the engine does not do, and why. */
  readonly skip?: readonly { readonly reason: string; readonly tests: readonly string[] }[]
}

const CASES: EngineCases = {
  ...decideCases,
  ...updateCases,
  ...valueCases,
  ...leaseCases,
  ...dueCases,
  ...outboxCases,
  ...logCases,
  ...historyCases,
  ...purgeCases,
  ...durabilityCases,
}

/** Declares the tests that every engine has to pass. */
export function runEngineContract({ open, skip = [] }: EngineSubject): void {
  const reasons = new Map(skip.flatMap(({ reason, tests }) => tests.map((name) => [name, reason] as const)))
  for (const name of reasons.keys()) if (!(name in CASES)) throw new Error(`no such test to skip: ${name}`)
  for (const [name, run] of Object.entries(CASES)) {
    const reason = reasons.get(name)
    test.skipIf(reason !== undefined)(reason === undefined ? name : `${name} (${reason})`, async () =>
      run(await open()),
    )
  }
}
