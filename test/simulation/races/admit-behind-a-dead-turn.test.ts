import { expect, test } from 'vitest'
import { HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

for (const store of STORES) {
  test(`a message that meets a turn whose lease has ended does not wait behind the dead (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { nodes: 2 })
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    const owner = stage.node(stage.turnOf(first)?.owner === stage.node(0).bootId ? 0 : 1)
    const other = owner === stage.node(0) ? stage.node(1) : stage.node(0)
    owner.pause()
    stage.world.platformOf(HERE).disconnectNode(owner.bootId)
    // No sweep has seen it yet: only the clock of the other node says that the lease has ended.
    other.skewMs = stage.world.rules.leaseMs
    const second = await stage.say()
    expect(stage.turnOf(first)).toMatchObject({ owner: other.bootId, epoch: 2 })
    const receipt = stage.receipt(second)
    expect(receipt?.type === 'accepted' && receipt.busy).toMatchObject({ reason: 'recovering', holder: 'this node' })
    await stage.letGo(first)
    await stage.until(() => stage.answers().length === 2, 'both are answered')
    expect(stage.answers()).toEqual([[first.key], [second.key]])
    expect(stage.violations).toEqual([])
  })
}
