import { expect, test } from 'vitest'
import { Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** The peer forgets what has waited longer than 90 s. */
const LONG_MS = 600_000

for (const store of STORES) {
  test(`P2: a message waits as long as the turn before it runs (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), {
      watchdog: { warnAfterMs: LONG_MS, stallAfterMs: LONG_MS, laneTimeoutMs: LONG_MS * 2, toolTimeoutMs: LONG_MS * 2 },
    })
    const long = await stage.say([{ do: 'wait' }])
    await stage.begun(long)
    const waiting = await stage.say()
    await stage.pass(LONG_MS)
    await stage.letGo(long)
    await stage.until(() => stage.answers().length === 2, 'both are answered')
    expect(stage.answers()).toEqual([[long.key], [waiting.key]])
    expect(stage.violations).toEqual([])
  })
}
