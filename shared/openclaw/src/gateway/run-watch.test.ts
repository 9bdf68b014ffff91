import { afterEach, expect, test } from 'vitest'
import { dispatching, suite } from '../suite/suite.ts'
import type { RunNews } from './phase-of-event.ts'
import { RunWatch } from './run-watch.ts'

const KEY = 'agent:main:main'

afterEach(() => suite().dispatching.clear())

function watched() {
  const told: string[] = []
  let now = 0
  const watch = new RunWatch(() => now)
  watch.watchForeign({
    runs: (key, run) => told.push(`runs ${key} ${run}`),
    gone: (key, run) => told.push(`gone ${key} ${run}`),
  })
  const event = (phase: string, runId = 'r1') =>
    watch.take({ runId, stream: 'lifecycle', sessionKey: KEY, data: { phase } })
  return { watch, told, event, pass: (ms: number) => (now += ms) }
}

test('a run that nobody of ours dispatched is another surface’s, from its start to its end', () => {
  const { watch, told, event } = watched()
  event('start')
  expect(watch.foreignRun(KEY)).toBe('r1')
  event('end')
  expect(watch.foreignRun(KEY)).toBeUndefined()
  expect(told).toEqual([`runs ${KEY} r1`, `gone ${KEY} r1`])
})

test('a run of any plugin of the suite is ours', () => {
  const { told, event } = watched()
  const end = dispatching(KEY)
  event('start')
  event('end')
  end()
  expect(told).toEqual([])
})

test('a turn hears its own run, also what names no session', () => {
  const { watch, event } = watched()
  const heard: RunNews[] = []
  watch.listen(KEY, (news) => heard.push(news))
  dispatching(KEY)
  event('start')
  watch.take({ runId: 'r1', stream: 'run_status', data: { phase: 'retrying', delayMs: 5 } })
  watch.take({ runId: 'other', stream: 'run_status', data: { phase: 'retrying', delayMs: 5 } })
  expect(heard).toEqual([{ type: 'started' }, { type: 'phase', phase: { code: 'retrying', until: 5 } }])
})

test('another surface’s run that goes on is told again from time to time', () => {
  const { told, event, pass } = watched()
  event('start')
  event('model')
  pass(15_000)
  event('model')
  expect(told).toEqual([`runs ${KEY} r1`, `runs ${KEY} r1`])
})

test('what is told first is what runs already', () => {
  const { watch, event } = watched()
  event('start')
  const late: string[] = []
  watch.watchForeign({ runs: (_key, run) => late.push(run), gone: () => {} })
  expect(late).toEqual(['r1'])
})
