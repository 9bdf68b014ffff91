import { expect, test } from 'vitest'
import { Lab } from '../gate/lab.ts'
import type { PhaseReport } from '../words/phase.ts'
import type { ActiveTurn } from './active-turn.ts'
import { DEFAULT_WATCHDOG, judge } from './watchdog.ts'

const START = 1_000_000

function active(phase: PhaseReport, progressAt = START): ActiveTurn {
  const lab = new Lab()
  lab.now = START
  lab.say('one')
  return {
    lease: { session: lab.key, turnId: lab.running.id, epoch: 1 },
    turn: lab.running,
    controller: new AbortController(),
    phase,
    phaseSince: START,
    progressAt,
    savedProgressAt: START,
    journalLength: 0,
    shown: '',
    warned: false,
    stalled: false,
  }
}

test('silence is a warning, then a stall, then the end', () => {
  const turn = active({ code: 'waiting_model_response' })
  expect(judge(turn, START + 59_999, DEFAULT_WATCHDOG)).toBe('fine')
  expect(judge(turn, START + 60_000, DEFAULT_WATCHDOG)).toBe('warn')
  expect(judge(turn, START + 120_000, DEFAULT_WATCHDOG)).toBe('stall')
  expect(judge(turn, START + 300_000, DEFAULT_WATCHDOG)).toBe('abort')
})

test('progress counts, not age', () => {
  expect(judge(active({ code: 'waiting_model_response' }, START + 900_000), START + 910_000, DEFAULT_WATCHDOG)).toBe(
    'fine',
  )
})

test('an open tool call may be silent for its own time', () => {
  const turn = active({ code: 'tool_running' })
  expect(judge(turn, START + 1_799_999, DEFAULT_WATCHDOG)).toBe('fine')
  expect(judge(turn, START + 1_800_000, DEFAULT_WATCHDOG)).toBe('abort')
})

test('who waits for a person, a slot or a cancel is not silent', () => {
  for (const code of ['waiting_approval', 'waiting_answer', 'queue_wait', 'cancelling'] as const) {
    expect(judge(active({ code }), START + 9_000_000, DEFAULT_WATCHDOG)).toBe('fine')
  }
})

test('an announced pause is not silence', () => {
  const turn = active({ code: 'rate_limited', until: START + 400_000 })
  expect(judge(turn, START + 400_000 + 59_999, DEFAULT_WATCHDOG)).toBe('fine')
  expect(judge(turn, START + 400_000 + 60_000, DEFAULT_WATCHDOG)).toBe('warn')
})

test('a hard limit ends a turn of any kind', () => {
  const turn = active({ code: 'tool_running' })
  expect(judge(turn, START + 10, { ...DEFAULT_WATCHDOG, maxTurnMs: 10 })).toBe('abort')
  expect(judge(turn, START + 9, { ...DEFAULT_WATCHDOG, maxTurnMs: 10 })).toBe('fine')
  expect(judge(active({ code: 'waiting_answer' }), START + 9_000_000, DEFAULT_WATCHDOG)).toBe('fine')
})
