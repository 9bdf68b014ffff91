import { SessionBusyError } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

for (const store of STORES) {
  test(`P8: a second message at a busy session is told at once what goes on (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    expect([...stage.world.platformOf(first.chat).typing.values()]).toMatchObject([{ on: true }])
    const second = await stage.say()
    const receipt = stage.receipt(second)
    expect(receipt?.type === 'accepted' && receipt.busy).toBeInstanceOf(SessionBusyError)
    await stage.until(() => stage.notices().length === 1, 'a notice is there, and no time has passed')
    const [notice] = stage.notices()
    expect(notice).toMatchObject({ live: true, revision: 1 })
    expect(notice?.buttons.map((button) => button.action)).toEqual(['wait', 'cancel', 'new', 'dequeue', 'background'])
    expect(stage.violations).toEqual([])
  })
}
