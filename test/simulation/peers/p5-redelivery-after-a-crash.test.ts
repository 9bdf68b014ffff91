import { expect, test } from 'vitest'
import { Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** Longer than a lease of the stage, and a sweep. */
const LEASE_MS = 7_000

for (const store of STORES) {
  test(`P5: a message whose node crashed is answered once, however often the platform delivers it (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    const asked = await stage.say([{ do: 'wait' }])
    await stage.begun(asked)
    stage.world.agents.waiting.clear()
    stage.node(0).crash()
    await stage.node(0).start()
    stage.world.platformOf(asked.chat).repeat(asked)
    await stage.until(() => asked.receipts.length === 2, 'the redelivery is answered')
    expect(stage.receipt(asked)).toMatchObject({ type: 'accepted', duplicate: true })
    await stage.within(LEASE_MS, () => stage.world.agents.waiting.size > 0, 'it is worked on again')
    await stage.letGo(asked)
    await stage.until(() => stage.answers().length > 0, 'it is answered')
    await stage.pass(LEASE_MS)
    expect(stage.answers()).toEqual([[asked.key]])
    expect(stage.violations).toEqual([])
  })

  test(`P5: a message that was not yet accepted when its node crashed is accepted by the next (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    stage.node(0).crashAt({ inCalls: 1, when: 'before' })
    const asked = stage.world.say(stage.chat(), { id: 'ann' }, [])
    await stage.until(() => !stage.node(0).up, 'it has crashed')
    await stage.node(0).start()
    await stage.until(() => stage.answers().length > 0, 'it is answered')
    expect(stage.answers()).toEqual([[asked.key]])
    expect(stage.violations).toEqual([])
  })
}
