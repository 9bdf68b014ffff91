import type { TaskView } from '@holdline/bridge'
import { afterEach, expect, test } from 'vitest'
import { suite } from '../suite/suite.ts'
import { asideFor, asideOf, occupy, sideContext, sideNews } from './side-session.ts'

const MAIN = { agentId: 'main', sessionKey: 'agent:main:x:direct:1', mainSessionKey: 'agent:main:main' }

afterEach(() => suite().turns.clear())

test('a parallel turn has a side session of its own, others the main one', () => {
  expect(asideFor({ id: 'T1', kind: 'parallel' }, MAIN)).toBe('T1')
  expect(asideFor({ id: 'T1', kind: 'foreground' }, MAIN)).toBeUndefined()
  expect(asideOf(MAIN, 'T1').sessionKey).toBe('agent:main:x:direct:1:side:t1')
})

test('turns that follow one in the background share a side session until it ends', () => {
  const end = occupy(MAIN.sessionKey, 'moved')
  expect(asideFor({ id: 'T2', kind: 'foreground' }, MAIN)).toBe('moved')
  expect(asideFor({ id: 'T3', kind: 'foreground' }, MAIN)).toBe('moved')
  end()
  expect(asideFor({ id: 'T4', kind: 'foreground' }, MAIN)).toBeUndefined()
})

test('a side session is told what else runs; with nothing to tell it is told nothing', () => {
  const task: TaskView = {
    number: 1,
    kind: 'foreground',
    title: 'run benchmark',
    phase: { code: 'tool_running', since: 0 },
    startedAt: 0,
  }
  expect(sideContext({ history: [], tasks: [task] })).toContain('1. run benchmark')
  expect(sideContext({ history: [], tasks: [] })).toBe('')
})

test('a long answer is told to the main session in its beginning', () => {
  expect(sideNews('why?', 'x'.repeat(5_000)).length).toBeLessThan(2_200)
})
