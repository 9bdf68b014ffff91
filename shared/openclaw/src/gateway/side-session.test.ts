import type { Json, Outcome, TaskView } from '@holdline/bridge'
import { afterEach, expect, test } from 'vitest'
import { suite } from '../suite/suite.ts'
import { ADOPTED, asideEntry, saidEntry, toldEntry } from './journal.ts'
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

test('the main session is told how each turn beside it ended, until one of its own turns has told it', () => {
  const answered = turn('T1', [asideEntry('T1'), ADOPTED, saidEntry('Sunny.')])
  const failed = turn('T2', [asideEntry('T2'), ADOPTED], {
    type: 'failed',
    failure: { code: 'unknown', reference: 'r' },
  })
  const stopped = turn('T3', [asideEntry('T2'), ADOPTED], { type: 'cancelled', by: null, cause: 'person' })
  const main = turn('T4', [ADOPTED, saidEntry('Hello.')])
  const { text, turns } = sideNews([answered, failed, stopped, main])
  expect(turns).toEqual(['T1', 'T2', 'T3'])
  expect(text).toContain('asked: what of T1?\nand was answered: Sunny.')
  expect(text).toContain('asked: what of T2?\nand was told that it failed.')
  expect(text).toContain('asked: what of T3?\nand that was stopped before its end.')
  expect(text).not.toContain('T4')
  const told = turn('T5', [toldEntry(['T1', 'T2']), ADOPTED, saidEntry('I know.')])
  expect(sideNews([answered, failed, stopped, main, told]).turns).toEqual(['T3'])
  expect(sideNews([main])).toEqual({ text: '', turns: [] })
})

test('a long answer is told to the main session in its beginning', () => {
  const { text } = sideNews([turn('T1', [asideEntry('T1'), saidEntry('x'.repeat(5_000))])])
  expect(text.length).toBeLessThan(2_300)
})

/** A finished turn that asked about itself. */
function turn(id: string, journal: readonly Json[], outcome: Outcome = { type: 'completed' }) {
  return {
    turn: { id, outcome },
    inbounds: [{ text: `what of ${id}?` }],
    journal: journal.map((entry, seq) => ({ turnId: id, seq, entry, at: 0 })),
  }
}
