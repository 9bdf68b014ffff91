import { expect, test } from 'vitest'
import { Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** Shorter than a lease of the stage. */
const AWAY_MS = 4_000

for (const store of STORES) {
  test(`a turn that ends while the store is away is not run again for it (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    stage.world.faulty = true
    const asked = await stage.say([{ do: 'wait' }])
    await stage.begun(asked)
    stage.node(0).storeFailures = 3
    await stage.letGo(asked)
    await stage.within(AWAY_MS, () => stage.answers().length === 1, 'it is answered when the store is back')
    expect(stage.turnOf(asked)).toMatchObject({ attempts: 1, epoch: 1, outcome: { type: 'completed' } })
    expect([...stage.world.agents.runs.values()]).toEqual([1])
    expect(stage.violations).toEqual([])
  })
}
