import { expect, test } from 'vitest'
import { HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** Longer than the pause between two edits, and after a failed try. */
const SOON_MS = 4_000

for (const store of STORES) {
  test(`a notice that was deleted, and sent anew without an answer, is closed where it is (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    stage.world.faulty = true
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    await stage.say()
    await stage.until(() => stage.notices().length === 1, 'there is a notice')
    const { fates } = stage.world.platformOf(HERE)
    fates.push('gone', 'arrived')
    await stage.say()
    await stage.within(SOON_MS, () => fates.length === 0, 'it was deleted, and sent anew')
    await stage.letGo(first)
    await stage.until(() => stage.answers().length === 3, 'all are answered')
    await stage.pass(SOON_MS)
    expect(stage.notices().map(({ live }) => live)).not.toContain(true)
    expect(stage.violations).toEqual([])
  })
}
