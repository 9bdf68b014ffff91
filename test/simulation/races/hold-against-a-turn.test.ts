import { expect, test } from 'vitest'
import { HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

const LONG_MS = 60_000

for (const store of STORES) {
  test(`a run of another surface that begins beside a turn of ours does not hold the lane after it (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    await stage.node(0).bridge?.hold(stage.world.sessionOf(HERE), 'their run', LONG_MS)
    const second = await stage.say()
    await stage.letGo(first)
    await stage.until(() => stage.answers().length === 2, 'both are answered, and no time has passed')
    expect(stage.answers()).toEqual([[first.key], [second.key]])
    expect(stage.violations).toEqual([])
  })

  test(`what waits for a run of another surface starts when it is gone, and not for the end of another (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    const session = stage.world.sessionOf(HERE)
    const { bridge } = stage.node(0)
    await bridge?.hold(session, 'their run', LONG_MS)
    const asked = await stage.say()
    const receipt = stage.receipt(asked)
    expect(receipt?.type === 'accepted' && receipt.busy).toMatchObject({ holder: 'another surface' })
    await bridge?.unhold(session, 'a run of yesterday')
    await stage.pass(LONG_MS / 2)
    expect(stage.answers()).toEqual([])
    await bridge?.unhold(session, 'their run')
    await stage.until(() => stage.answers().length === 1, 'it is answered, and no time has passed')
    expect(stage.violations).toEqual([])
  })

  test(`a run of another surface whose end nobody saw holds nothing for ever (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    await stage.node(0).bridge?.hold(stage.world.sessionOf(HERE), 'their run', LONG_MS)
    await stage.say()
    await stage.within(LONG_MS + 2_000, () => stage.answers().length === 1, 'its time is over')
    expect(stage.violations).toEqual([])
  })
}
