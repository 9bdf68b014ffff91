import type { Engine, PurgeLimits } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { forward } from '../forward.ts'
import { Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

const MINUTE_MS = 60_000

/** What a stage's buttons are answered for. */
const ACTION_TTL_MS = 86_400_000

for (const store of STORES) {
  test(`what is old is dropped soon after a start, and every ten minutes (${store.name})`, async () => {
    const purges: { readonly at: number; readonly limits: PurgeLimits }[] = []
    const spoil = (engine: Engine): Engine => ({
      ...forward(engine),
      purge: (limits) => {
        purges.push({ at: stage.world.time.now, limits })
        return engine.purge(limits)
      },
    })
    const stage: Stage = await Stage.open(await store.open(), { spoil })
    const start = stage.world.time.now
    await stage.pass(MINUTE_MS)
    expect(purges).toHaveLength(1)
    await stage.pass(20 * MINUTE_MS)
    expect(purges).toHaveLength(3)
    for (const { at, limits } of purges) {
      expect(limits).toMatchObject({ finishedBefore: at - ACTION_TTL_MS, dedupeBefore: at - ACTION_TTL_MS })
    }
    expect(purges[0]?.at).toBeGreaterThan(start)
    expect(stage.violations).toEqual([])
  })
}
