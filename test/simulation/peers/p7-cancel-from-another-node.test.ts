import { expect, test } from 'vitest'
import { HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** A quiet minute, in which only sweeps look at the store. */
const MINUTE_MS = 60_000

async function readsInAMinute(busy: number, open: () => Promise<Stage>): Promise<number> {
  const stage = await open()
  for (let chat = 0; chat < busy; chat += 1) await stage.begun(await stage.say([{ do: 'wait' }], { chat }))
  await stage.pass(MINUTE_MS)
  const before = stage.world.reads
  await stage.pass(MINUTE_MS)
  return stage.world.reads - before
}

for (const store of STORES) {
  test(`P7: a cancel through another node stops the turn without waiting for a timer (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { nodes: 2 })
    const asked = await stage.say([{ do: 'wait' }])
    await stage.begun(asked)
    const command = await stage.command('/cancel')
    expect(command.receipts).toMatchObject([{ type: 'control' }])
    await stage.until(() => stage.turnOf(asked)?.outcome !== undefined, 'it has stopped, and no time has passed')
    expect(stage.turnOf(asked)).toMatchObject({ owner: stage.node(0).bootId, outcome: { type: 'cancelled' } })
    expect(stage.violations).toEqual([])
  })

  test(`P7: a busy session costs no reads of its own (${store.name})`, async () => {
    const chats = [...'abcdefghij'].map(
      (chat) => ({ chat: { ...HERE, chat }, policy: 'queue', notices: 'off' }) as const,
    )
    const watchdog = { warnAfterMs: 1e9, stallAfterMs: 1e9, laneTimeoutMs: 1e9, toolTimeoutMs: 1e9 }
    const open = async () => Stage.open(await store.open(), { chats, watchdog })
    const [one, ten] = [await readsInAMinute(1, open), await readsInAMinute(chats.length, open)]
    expect(ten).toBeLessThanOrEqual(one + 2)
  })
}
