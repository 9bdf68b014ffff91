import { expect, test } from 'vitest'
import { Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** Longer than a lease of the stage, and a sweep. */
const LOST_MS = 7_000

for (const store of STORES) {
  test(`P4: a turn that has lost its lease is stopped and cannot post (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { nodes: 2 })
    const asked = await stage.say([{ do: 'tool', ms: 1_000 }, { do: 'wait' }])
    await stage.within(LOST_MS, () => stage.world.agents.waiting.size > 0, 'the agent works')
    const { id = '', owner: held } = stage.turnOf(asked) ?? {}
    const zombie = stage.node(stage.node(0).bootId === held ? 0 : 1)
    const finishLate = stage.world.agents.waiting.get(id)
    zombie.hintsLost = true
    zombie.pause()
    await stage.within(LOST_MS, () => stage.turnOf(asked)?.epoch === 2, 'the other node has taken it')
    await stage.letGo(asked)
    await stage.until(() => stage.answers().length === 1, 'the other node has answered')
    finishLate?.()
    zombie.wake()
    await stage.pass(LOST_MS)
    expect(stage.answers()).toEqual([[asked.key]])
    expect(stage.turnOf(asked)).toMatchObject({ epoch: 2, state: 'finished', outcome: { type: 'completed' } })
    expect([...stage.world.agents.effects.values()]).toEqual([1])
    expect(zombie.bridge?.running).toBe(0)
    expect(stage.violations).toEqual([])
  })
}
