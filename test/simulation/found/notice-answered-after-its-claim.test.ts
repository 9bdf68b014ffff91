import { expect, test } from 'vitest'
import { WIDE } from '../platform.ts'
import { Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** Longer than the slowest answer of the platform, and than the claim of a notice. */
const SLOW_MS = 70_000

for (const store of STORES) {
  test(`a notice whose send was answered after another node gave it up is closed where it is (${store.name})`, async () => {
    const watchdog = { warnAfterMs: 1e9, stallAfterMs: 1e9, laneTimeoutMs: 1e9, toolTimeoutMs: 1e9 }
    const platform = {
      idempotent: false,
      edits: true,
      maxText: WIDE,
      streams: false,
      refusesInline: false,
      ordered: true,
    }
    const stage = await Stage.open(await store.open(), { nodes: 2, watchdog, platform })
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    stage.world.faulty = true
    stage.world.platformOf(first.chat).fates.push('slow')
    await stage.say()
    await stage.until(() => stage.notices().length === 1, 'the notice has arrived')
    await stage.letGo(first)
    await stage.until(() => stage.answers().length === 2, 'both are answered')
    await stage.pass(SLOW_MS)
    expect(stage.notices().map(({ live }) => live)).not.toContain(true)
    expect(stage.violations).toEqual([])
  })
}
