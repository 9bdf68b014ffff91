import { expect, test } from 'vitest'
import { HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

const WORK_MS = 2_000
const SWEEP_MS = 1_500

for (const store of STORES) {
  test(`messages, notices, actions, answers and turns are counted, and their times measured (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    const { counts, times } = stage.world.tally
    const first = await stage.say([{ do: 'think', ms: WORK_MS }])
    const second = await stage.say([{ do: 'fail', code: 'provider_error' }])
    await stage.until(() => stage.notices().length === 1, 'it is told')
    await stage.tap('wait')
    stage.world.platformOf(HERE).repeat(second)
    await stage.until(() => second.receipts.length === 2, 'it came again')
    await stage.within(2 * WORK_MS, () => stage.turnOf(second)?.outcome !== undefined, 'both are over')
    await stage.until(() => stage.answers().length === 1, 'the answer is out')
    expect(stage.turnOf(first)?.outcome?.type).toBe('completed')
    expect(Object.fromEntries(counts)).toMatchObject({
      'messages admitted=started channel=webchat': 1,
      'messages admitted=queued channel=webchat': 1,
      'messages admitted=duplicate channel=webchat': 1,
      'notices content=busy reason=waiting_model_response': 1,
      'actions action=wait result=done via=tap': 1,
      'deliveries result=sent': 1,
      'turns_finished outcome=completed code=': 1,
      'turns_finished outcome=failed code=provider_error': 1,
    })
    expect(times.get('turn_duration')?.[0]).toBeGreaterThanOrEqual(WORK_MS)
    expect(times.get('queue_wait')).toHaveLength(2)
    expect(times.get('queue_wait')?.[1]).toBeGreaterThan(0)
    expect(times.get('busy_notice_latency')?.[0]).toBeLessThan(WORK_MS)
    expect(stage.violations).toEqual([])
  })

  test(`a turn that is taken over, and an answer that is given up, are counted (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { nodes: 2, provableDeath: true })
    const { counts } = stage.world.tally
    const asked = await stage.say([{ do: 'wait' }])
    const { owner } = await stage.begun(asked)
    stage.node(stage.node(0).bootId === owner ? 0 : 1).crash()
    await stage.within(SWEEP_MS, () => stage.turnOf(asked)?.epoch === 2, 'its neighbour has it')
    stage.world.platformOf(HERE).fates.push('rejected')
    await stage.letGo(asked)
    await stage.until(() => counts.has('dead_letters result=rejected'), 'the answer is given up')
    expect(Object.fromEntries(counts)).toMatchObject({ 'heals kind=takeover': 1, 'dead_letters result=rejected': 1 })
  })
}
