import { expect, test } from 'vitest'
import { Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** Longer than a lease of the stage, and a sweep. */
const LEASE_MS = 7_000

for (const store of STORES) {
  for (const end of ['crash', 'stop'] as const) {
    test(`P6: a message that waited over a ${end} is answered after the start (${store.name})`, async () => {
      const stage = await Stage.open(await store.open())
      const running = await stage.say([{ do: 'wait' }])
      await stage.begun(running)
      const waiting = await stage.say()
      stage.world.agents.waiting.clear()
      if (end === 'crash') stage.node(0).crash()
      else {
        const stopped = stage.node(0).stop(0)
        await stage.within(LEASE_MS, () => !stage.node(0).up, 'it has stopped')
        await stopped
      }
      await stage.node(0).start()
      await stage.within(LEASE_MS, () => stage.world.agents.waiting.size > 0, 'the running one goes on')
      await stage.letGo(running)
      await stage.until(() => stage.answers().length === 2, 'both are answered')
      expect(stage.answers()).toEqual([[running.key], [waiting.key]])
      expect(stage.violations).toEqual([])
    })
  }
}
