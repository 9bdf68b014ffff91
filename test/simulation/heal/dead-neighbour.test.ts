import { expect, test } from 'vitest'
import { HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** A sweep and a little: much less than a lease. */
const SWEEP_MS = 1_500

/** What a dead node was sending is looked for this often: much less than a claim lasts. */
const CLAIMS_MS = 6_000

for (const store of STORES) {
  test(`the turn of a neighbour that is provably dead is taken over before its lease ends (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { nodes: 2, provableDeath: true, rules: { leaseMs: 60_000 } })
    const asked = await stage.say([{ do: 'wait' }])
    const turn = await stage.begun(asked)
    const index = stage.node(0).bootId === turn.owner ? 0 : 1
    stage.node(index).crash()
    const heir = stage.node(1 - index)
    await stage.within(SWEEP_MS, () => stage.turnOf(asked)?.owner === heir.bootId, 'its neighbour has the turn')
    expect(stage.turnOf(asked)).toMatchObject({ epoch: 2, attempts: 2 })
    await stage.letGo(asked)
    await stage.until(() => stage.answers().length === 1, 'it is answered')
    expect(stage.violations).toEqual([])
  })

  test(`an answer that a dead neighbour was sending does not wait for the end of its claim (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { nodes: 2, provableDeath: true })
    stage.world.faulty = true
    const { fates, held } = stage.world.platformOf(HERE)
    fates.push('held')
    await stage.say()
    await stage.until(() => held.length === 1, 'the answer is on its way')
    const [entry] = [...stage.world.ledger.outbox.values()]
    const sender = stage.node(stage.node(0).bootId === entry?.claim?.owner ? 0 : 1)
    sender.crash()
    await stage.within(CLAIMS_MS, () => stage.answers().length === 1, 'its neighbour has sent it')
    expect(stage.violations).toEqual([])
  })
}
