import { expect, test } from 'vitest'
import { CAPABLE, HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

const REMINDER = { key: 'reminder-1', session: 'agent:main:webchat:default:direct:here', chat: HERE, text: 'tea time' }

for (const store of STORES) {
  test(`a message that no turn answers with is sent once per key, also over a restart (${store.name})`, async () => {
    const platform = { ...CAPABLE, idempotent: false }
    const stage = await Stage.open(await store.open(), { platform, provableDeath: true })
    const refs = await stage.node(0).bridge?.post(REMINDER)
    expect(await stage.node(0).bridge?.post({ ...REMINDER, text: 'once more' })).toEqual(refs)
    stage.node(0).crash()
    await stage.node(0).start()
    expect(await stage.node(0).bridge?.post(REMINDER)).toEqual(refs)
    expect(stage.posts().map(({ text, ref }) => [text, ref])).toEqual([['tea time', refs?.[0]]])
    expect(stage.violations).toEqual([])
  })

  test(`who posts what the platform will never take is told so (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    stage.world.platformOf(HERE).fates.push('blocked')
    await expect(stage.node(0).bridge?.post(REMINDER)).rejects.toThrow('did not take message post-reminder-1')
  })

  test(`an answer that is ready when the node is told to stop is sent, and its notice closed, before it stops (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    const asked = await stage.say([{ do: 'wait' }])
    await stage.begun(asked)
    await stage.say()
    await stage.until(() => stage.notices().length === 1, 'there is a notice')
    const stopped = stage.node(0).stop(stage.world.rules.leaseMs)
    await stage.letGo(asked)
    await stopped
    expect(stage.answers()).toEqual([[asked.key]])
    expect(stage.notices()[0]).toMatchObject({ live: false, buttons: [] })
    expect(stage.violations).toEqual([])
  })
}
