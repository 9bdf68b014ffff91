import { expect, test } from 'vitest'
import { ANN, HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

for (const store of STORES) {
  test(`what the agent runtime wants at once passes the lane, once however often it is delivered (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    const aside = stage.world.text(stage.chat(), ANN, '!approve')
    await stage.until(() => aside.acked, 'it is acked')
    stage.world.platformOf(HERE).repeat(aside)
    await stage.until(() => aside.receipts.length === 2, 'it came again')
    await stage.until(
      () => stage.posts().some(({ text }) => text === 'heard !approve'),
      'what the runtime says is sent',
    )
    expect(stage.world.agents.asides).toEqual(['!approve'])
    expect(aside.receipts.map(({ type }) => type)).toEqual(['control', 'control'])
    expect(stage.turnOf(first)?.state).toBe('running')
    await stage.letGo(first)
    await stage.until(() => stage.turnOf(first)?.outcome?.type === 'completed', 'the turn ends by itself')
    expect(stage.posts().filter(({ text }) => text === 'heard !approve')).toHaveLength(1)
    expect(stage.violations).toEqual([])
  })

  test(`what was meant for a turn that has just been stopped is a message as any other (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    const taken = stage.world.text(stage.chat(), ANN, '!answer while it runs')
    await stage.until(() => taken.receipts.length === 1, 'it is taken')
    await stage.command('/cancel')
    const late = stage.world.text(stage.chat(), ANN, '!answer too late')
    await stage.until(() => late.receipts.length === 1, 'it is accepted')
    expect([taken, late].map(({ receipts }) => receipts[0]?.type)).toEqual(['control', 'accepted'])
    expect(stage.world.agents.asides).toEqual(['!answer while it runs'])
    await stage.until(() => stage.turnOf(late)?.outcome?.type === 'completed', 'it is answered in its turn')
    expect(stage.violations).toEqual([])
  })
}
