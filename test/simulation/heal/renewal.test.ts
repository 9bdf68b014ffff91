import { expect, test } from 'vitest'
import { HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** Leases of the stage last 5 s, and are renewed three times in that. */
const RENEWED_MS = 2_000
const LEASE_AND_SWEEP_MS = 7_000

for (const store of STORES) {
  test(`a turn whose lease is lost is stopped with the next renewal, also without a hint and a write (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { nodes: 2 })
    const asked = await stage.say([{ do: 'wait' }])
    const { owner } = await stage.begun(asked)
    const zombie = stage.node(stage.node(0).bootId === owner ? 0 : 1)
    zombie.hintsLost = true
    zombie.pause()
    stage.world.platformOf(HERE).disconnectNode(zombie.bootId)
    await stage.within(LEASE_AND_SWEEP_MS, () => stage.turnOf(asked)?.epoch === 2, 'the other node has taken it')
    zombie.wake()
    await stage.within(RENEWED_MS, () => zombie.bridge?.running === 0, 'the zombie works on nothing')
    expect(stage.turnOf(asked)).toMatchObject({ epoch: 2, state: 'running' })
    expect(stage.violations).toEqual([])
  })

  test(`a turn that learns by a write that its lease is lost goes without a word, and is no failure (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { nodes: 2 })
    const asked = await stage.say([{ do: 'wait' }, { do: 'tool', ms: 0 }])
    const { id, owner } = await stage.begun(asked)
    const zombie = stage.node(stage.node(0).bootId === owner ? 0 : 1)
    const goOn = stage.world.agents.waiting.get(id)
    zombie.hintsLost = true
    zombie.pause()
    await stage.within(LEASE_AND_SWEEP_MS, () => stage.turnOf(asked)?.epoch === 2, 'the other node has taken it')
    zombie.wake()
    goOn?.()
    await stage.until(() => zombie.bridge?.running === 0, 'the zombie works on nothing, and no time has passed')
    expect(stage.world.diary.print()).not.toContain('a turn failed')
    expect(stage.turnOf(asked)).toMatchObject({ epoch: 2, state: 'running' })
    expect(stage.violations).toEqual([])
  })

  test(`a cancel through another node is heard with the next renewal, also without a hint (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { nodes: 2 })
    const asked = await stage.say([{ do: 'wait' }])
    const { owner } = await stage.begun(asked)
    const worker = stage.node(stage.node(0).bootId === owner ? 0 : 1)
    worker.hintsLost = true
    stage.world.platformOf(HERE).disconnectNode(worker.bootId)
    await stage.command('/cancel')
    await stage.within(RENEWED_MS, () => stage.turnOf(asked)?.outcome?.type === 'cancelled', 'it has stopped')
    expect(stage.turnOf(asked)).toMatchObject({ owner, epoch: 1 })
    expect(stage.violations).toEqual([])
  })
}
