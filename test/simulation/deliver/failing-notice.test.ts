import { expect, test } from 'vitest'
import { PAUSE_MS } from '../platform.ts'
import { HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** How often what only says how things stand is tried, and so long in all do the pauses between take. */
const TRIES = 6
const TRIES_MS = 60_000

/** Nothing of the watchdog in these tests. */
const PATIENT = { warnAfterMs: 1e9, stallAfterMs: 1e9, laneTimeoutMs: 1e9, toolTimeoutMs: 1e9 }

for (const store of STORES) {
  test(`a notice is not tried again before the platform’s pause is over (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { watchdog: PATIENT })
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    stage.world.faulty = true
    const { fates } = stage.world.platformOf(HERE)
    fates.push('pause')
    await stage.say()
    await stage.until(() => fates.length === 0, 'it was asked for a pause')
    await stage.pass(PAUSE_MS - 1)
    expect(stage.notices()).toEqual([])
    await stage.within(2_000, () => stage.notices().length === 1, 'the pause is over')
    expect(stage.violations).toEqual([])
  })

  test(`a notice that fails again and again is given up, and the turn’s answer is not (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { watchdog: PATIENT })
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    stage.world.faulty = true
    const { fates } = stage.world.platformOf(HERE)
    fates.push(...Array.from({ length: TRIES }, () => 'retry' as const))
    await stage.say()
    await stage.within(TRIES_MS, () => fates.length === 0, 'it was tried again and again')
    await stage.pass(TRIES_MS)
    expect(stage.notices()).toEqual([])
    expect(stage.world.diary.print()).toContain('a notice was given up')
    await stage.letGo(first)
    await stage.until(() => stage.answers().length === 2, 'both are answered')
    expect(stage.violations).toEqual([])
  })
}
