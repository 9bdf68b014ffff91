import { expect, test } from 'vitest'
import { Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** The stage's watchdog warns after 4 s, says so after 8 s, and ends a turn after 20 s. */
const SAID_MS = 10_000
const ENDED_MS = 15_000

for (const store of STORES) {
  test(`a lane that is held unusually long is logged once with its reason and age, then told, then freed (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    const stuck = await stage.say([{ do: 'hang' }])
    const next = await stage.say()
    const since = stage.world.time.now
    await stage.pass(SAID_MS)
    const lines = stage.world.diary.print().split('\n')
    const warnings = lines.filter((line) => line.includes('a session is held unusually long'))
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/"reason":"waiting_model_response","ageMs":[45]\d{3},"silentMs":[45]\d{3}/)
    expect(lines.filter((line) => line.includes('a turn makes no progress'))).toHaveLength(1)
    expect(stage.turnOf(stuck)?.stalledAt).toBe(since)
    await stage.within(ENDED_MS, () => stage.answers().length === 1, 'the lane is free again')
    expect(stage.turnOf(stuck)).toMatchObject({ outcome: { type: 'failed', failure: { code: 'lane_timeout' } } })
    expect(stage.answers()).toEqual([[next.key]])
    expect(stage.violations).toEqual([])
  })

  test(`a turn that shows what it writes is seen to make progress, though it says nothing else (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    const steps = Array.from({ length: 8 }, () => [
      { do: 'rest', ms: 3_000 } as const,
      { do: 'stream' } as const,
    ]).flat()
    const asked = await stage.say([...steps, { do: 'wait' }])
    const began = stage.world.time.now
    await stage.within(40_000, () => stage.world.agents.waiting.size === 1, 'it goes on')
    const turn = stage.turnOf(asked)
    expect(turn).toMatchObject({ state: 'running', epoch: 1 })
    expect(turn?.progressAt).toBeGreaterThan(began + 15_000)
    expect(turn?.stalledAt).toBeUndefined()
    expect(stage.violations).toEqual([])
  })
}
