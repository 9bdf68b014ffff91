import { expect, test } from 'vitest'
import { HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** The pause after a failed try is shorter. */
const RETRY_MS = 3_000

for (const store of STORES) {
  test(`a notice that may have arrived is closed, also when its next try failed for certain (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    stage.world.faulty = true
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    const { fates } = stage.world.platformOf(HERE)
    fates.push('arrived', 'retry')
    await stage.say()
    await stage.until(() => stage.notices().length === 1, 'the notice has arrived, and nobody knows')
    await stage.within(RETRY_MS, () => fates.length === 0, 'it was tried again')
    await stage.letGo(first)
    await stage.until(() => stage.answers().length === 2, 'both are answered')
    await stage.pass(RETRY_MS)
    expect(stage.notices().map(({ live }) => live)).toEqual(stage.notices().map(() => false))
    expect(stage.violations).toEqual([])
  })
}
