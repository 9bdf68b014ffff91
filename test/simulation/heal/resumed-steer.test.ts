import { expect, test } from 'vitest'
import { HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

for (const store of STORES) {
  test(`a resumed turn is given what was said to it once, as a part of its journal (${store.name})`, async () => {
    const chats = [{ chat: HERE, policy: 'steer', notices: 'always' } as const]
    const stage = await Stage.open(await store.open(), { chats, provableDeath: true })
    const asked = await stage.say([{ do: 'wait' }, { do: 'think', ms: 0 }, { do: 'wait' }])
    const { id } = await stage.begun(asked)
    const said = await stage.say()
    await stage.letGo(asked)
    await stage.within(100, () => stage.turnOf(said)?.id === id, 'the turn has heard it')
    stage.node(0).crash()
    await stage.node(0).start()
    // Waits are not journaled: it waits at both again.
    await stage.letGo(asked)
    await stage.letGo(asked)
    await stage.until(() => stage.answers().length === 1, 'it is answered')
    expect(stage.turnOf(asked)).toMatchObject({ id, attempts: 2 })
    expect(stage.answers()).toEqual([[asked.key, said.key]])
    expect(stage.violations).toEqual([])
  })
}
