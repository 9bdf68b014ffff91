import { expect, test } from 'vitest'
import { HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** Longer than the sweeps and retries that could tell something twice. */
const AFTERMATH_MS = 10_000

function told(stage: Stage) {
  return [...stage.world.ledger.notices.values()].flatMap(({ content }) =>
    content.type === 'info' && content.what === 'delivery_failed' ? [content.reference] : [],
  )
}

for (const store of STORES) {
  test(`an answer that the platform will never take is told once, under the reference of the log (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { nodes: 2 })
    stage.world.faulty = true
    stage.world.platformOf(HERE).fates.push('rejected')
    await stage.say()
    await stage.until(() => stage.notices().length === 1, 'it is told')
    const next = await stage.say()
    await stage.until(() => stage.answers().length === 1, 'what comes after it is answered')
    await stage.pass(AFTERMATH_MS)
    const [lost] = [...stage.world.ledger.outbox.values()]
    expect(lost?.state).toBe('dead')
    expect(told(stage)).toEqual([lost?.id])
    expect(stage.world.diary.print()).toContain(`"reference":"${lost?.id}"`)
    expect(stage.notices()).toHaveLength(1)
    expect(stage.answers()).toEqual([[next.key]])
  })

  test(`a chat that can no longer be written to is not told so, and holds nothing up (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    stage.world.faulty = true
    stage.world.platformOf(HERE).fates.push('blocked')
    await stage.say()
    const next = await stage.say()
    await stage.until(() => stage.answers().length === 1, 'what comes after it is answered')
    await stage.pass(AFTERMATH_MS)
    expect(told(stage)).toEqual([])
    expect(stage.answers()).toEqual([[next.key]])
  })
}
