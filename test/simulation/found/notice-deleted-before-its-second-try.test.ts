import { expect, test } from 'vitest'
import { HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** Longer than the pauses after two failed tries. */
const RETRIES_MS = 6_000

for (const store of STORES) {
  test(`a notice whose second try finds the first one deleted is sent as a new message (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    stage.world.faulty = true
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    const { fates } = stage.world.platformOf(HERE)
    fates.push('arrived', 'gone')
    await stage.say()
    await stage.within(RETRIES_MS, () => stage.notices().length === 2, 'it was sent under another key')
    expect(stage.notices()).toMatchObject([
      { deleted: true, copy: 0 },
      { live: true, copy: 1 },
    ])
    await stage.letGo(first)
    await stage.until(() => stage.answers().length === 2, 'both are answered')
    await stage.pass(RETRIES_MS)
    expect(stage.notices().map(({ live }) => live)).toEqual([false, false])
    expect(stage.violations).toEqual([])
  })
}
