import { expect, test } from 'vitest'
import { Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** The peer keeps ten, and says nothing of the rest. */
const MESSAGES = 15

for (const store of STORES) {
  test(`P3: none of fifteen messages to a busy session is lost, and one notice tells of all (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { rules: { queueCap: 50 } })
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    const keys = [first.key]
    for (let count = 0; count < MESSAGES; count += 1) keys.push((await stage.say()).key)
    await stage.within(
      2_000,
      () => stage.notices()[0]?.text.includes(String(MESSAGES)) === true,
      'the notice has the place',
    )
    expect(stage.notices()).toHaveLength(1)
    await stage.letGo(first)
    await stage.until(() => stage.answers().length === keys.length, 'all are answered')
    expect(stage.answers().flat()).toEqual(keys)
    expect(stage.violations).toEqual([])
  })

  test(`P3: a message beyond the cap is refused in words (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { rules: { queueCap: 1 } })
    await stage.begun(await stage.say([{ do: 'wait' }]))
    await stage.say()
    const refused = await stage.say()
    expect(stage.receipt(refused)).toMatchObject({ busy: { disposition: { type: 'refused', why: 'full' } } })
    await stage.within(2_000, () => /not|full/i.test(stage.notices()[0]?.text ?? ''), 'the notice says so')
    expect(stage.violations).toEqual([])
  })
}
