import type { Engine } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { forward } from '../forward.ts'
import { ANN, CAPABLE, HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** An engine whose looks at a session wait for the test, once it wants that. */
function lookingSlowly(looks: { areSlow: boolean; readonly waiting: (() => void)[] }): (engine: Engine) => Engine {
  return (engine) => {
    const state: Engine['find']['state'] = async (key) => {
      if (looks.areSlow) await new Promise<void>((resolve) => looks.waiting.push(resolve))
      return await engine.find.state(key)
    }
    return { ...forward(engine), find: { ...engine.find, state } }
  }
}

for (const store of STORES) {
  test(`a message that comes while a bare word is looked into is decided after it (${store.name})`, async () => {
    const looks = { areSlow: false, waiting: [] as (() => void)[] }
    const chats = [{ chat: HERE, policy: 'steer', notices: 'always' } as const]
    const platform = { ...CAPABLE, ordered: false }
    const stage = await Stage.open(await store.open(), { chats, platform, spoil: lookingSlowly(looks) })
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    looks.areSlow = true
    const word = stage.world.text(stage.chat(), ANN, 'stop')
    await stage.until(() => looks.waiting.length === 1, 'it is looked into')
    const message = stage.world.say(stage.chat(), ANN, [])
    await stage.pass(1)
    expect(stage.world.ledger.accepted.has(message.key)).toBe(false)
    looks.areSlow = false
    looks.waiting[0]?.()
    await stage.until(() => word.acked && message.acked, 'both are decided')
    // Decided before the word it would have been said to the turn that the word stops.
    const receipt = stage.receipt(message)
    expect(receipt?.type === 'accepted' && receipt.busy).toMatchObject({ disposition: { type: 'queued' } })
    await stage.until(() => stage.answers().length === 1, 'the message has its own turn')
    expect(stage.turnOf(first)?.outcome?.type).toBe('cancelled')
    expect(stage.answers()).toEqual([[message.key]])
    expect(stage.violations).toEqual([])
  })
}
