import { expect, test } from 'vitest'
import { Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

for (const store of STORES) {
  test(`P1: a queue behind a failed turn goes on by itself, in order (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    const failing = await stage.say([{ do: 'wait' }, { do: 'fail', code: 'provider_error' }])
    await stage.begun(failing)
    const second = await stage.say()
    const third = await stage.say()
    await stage.letGo(failing)
    await stage.until(() => stage.answers().length === 2, 'both are answered, and nothing else was needed')
    expect(stage.answers()).toEqual([[second.key], [third.key]])
    expect(stage.turnOf(failing)?.outcome?.type).toBe('failed')
    expect(stage.violations).toEqual([])
  })
}
