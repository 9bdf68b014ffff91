import type { ChatRef } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { ANN, HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** Another chat of the same session. */
const THERE: ChatRef = { ...HERE, chat: 'there' }

/** Longer than the pauses between the tries of a notice. */
const LATER_MS = 10_000

for (const store of STORES) {
  test(`a press that names another notice's message gives it to no notice that was refused (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), {
      chats: [
        { chat: HERE, policy: 'queue', notices: 'always' },
        { chat: THERE, policy: 'queue', notices: 'always', sharesWith: 0 },
      ],
    })
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    const platform = stage.world.platformOf(HERE)
    platform.fates.push('rejected')
    await stage.say()
    await stage.until(() => platform.refused.size === 1, 'the notice of this chat was refused')
    await stage.say([], { chat: 1 })
    await stage.until(() => stage.notices(1).length === 1, 'the other chat has one')
    const wait = platform.buttons.findLast(({ button }) => button.action === 'wait')
    if (wait === undefined) throw new Error('there is no button')

    const tap = stage.world.tap(HERE, ANN, 'wait', wait.button.token, wait.noticeId)
    await stage.until(() => tap.answers.length > 0, 'the tap is answered')
    await stage.pass(LATER_MS)
    const refs = [...stage.world.ledger.notices.values()].flatMap(({ ref }) => ref ?? [])
    expect(new Set(refs).size).toBe(refs.length)

    await stage.letGo(first)
    await stage.until(() => stage.answers().length + stage.answers(1).length === 3, 'all are answered')
    await stage.pass(LATER_MS)
    expect(stage.violations).toEqual([])
  })
}
