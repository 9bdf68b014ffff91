import type { ChatRef } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

const GROUP: ChatRef = { channel: 'telegram', account: 'default', kind: 'group', chat: 'group' }
const SUPERGROUP: ChatRef = { ...GROUP, chat: 'supergroup' }
const CHATS = [GROUP, SUPERGROUP].map((chat) => ({ chat, policy: 'queue', notices: 'always' }) as const)

/** The pause after a first failed try is shorter. */
const RETRY_MS = 2_000

for (const store of STORES) {
  test(`a chat that moves keeps its session, and is answered where it is, also after a restart (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { chats: CHATS, provableDeath: true })
    const platform = stage.world.platformOf(GROUP)
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    const moved = platform.emit('moved', GROUP, { type: 'moved', to: SUPERGROUP })
    await stage.until(() => moved.acked, 'it is known')
    await stage.letGo(first)
    await stage.until(() => stage.answers(1).length === 1, 'it is answered at the new address')
    const isTyping = (): boolean => [...platform.typing.values()].some(({ on }) => on)
    await stage.until(() => !isTyping(), 'typing has ended where it began')
    stage.node(0).crash()
    await stage.node(0).start()
    const second = await stage.say([], { chat: 1 })
    await stage.until(() => stage.answers(1).length === 2, 'so is what is written there')
    expect(stage.answers(0)).toEqual([])
    expect(stage.turnOf(second)?.session).toBe(stage.turnOf(first)?.session)
    expect(stage.world.agents.contexts.get(stage.turnOf(second)?.id ?? '')).toEqual([stage.turnOf(first)?.id])
    expect(stage.violations).toEqual([])
  })

  test(`an answer that learns on its way that its chat has moved goes to the new address (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { chats: CHATS })
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    stage.world.platformOf(GROUP).move(GROUP, SUPERGROUP)
    await stage.letGo(first)
    await stage.within(RETRY_MS, () => stage.answers(1).length === 1, 'it is there')
    const second = await stage.say([], { chat: 1 })
    expect(stage.turnOf(second)?.session).toBe(stage.turnOf(first)?.session)
    expect(stage.answers(0)).toEqual([])
    expect(stage.violations).toEqual([])
  })
}
