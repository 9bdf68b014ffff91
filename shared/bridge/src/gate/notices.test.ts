import { expect, test } from 'vitest'
import type { TurnRecord } from '../store/records.ts'
import type { Outcome } from '../words/outcome.ts'
import type { PhaseReport } from '../words/phase.ts'
import { GROUP, Lab } from './lab.ts'
import { finish, report } from './turn.ts'

function end(lab: Lab, turn: TurnRecord, outcome: Outcome = { type: 'completed' }) {
  const reply = {
    id: 'reply',
    session: lab.key,
    chatKey: 'c',
    chat: turn.chat,
    route: 'webchat:default',
    parts: [],
    sentParts: 0,
    mention: [],
    messageId: 'm',
    state: 'pending' as const,
    attempts: 0,
    notBefore: 0,
    createdAt: 0,
    refs: [],
  }
  return lab.do({ turnId: turn.id }, (s, c) =>
    finish(
      s,
      { session: lab.key, turnId: turn.id, epoch: turn.epoch },
      { outcome, journal: [], journalFrom: 0, reply },
      c,
    ),
  )
}

function phase(lab: Lab, code: PhaseReport) {
  const { id, epoch } = lab.running
  return lab.do({ turnId: id }, (s, c) => report(s, { session: lab.key, turnId: id, epoch }, code, c.now, c))
}

const broken: Outcome = { type: 'failed', failure: { code: 'provider_error', reference: 'r' } }

test('a quick turn shows no notice at all', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  expect(lab.pump()).toEqual([])
  end(lab, turn)
  lab.now += 60_000
  expect(lab.pump()).toEqual([])
})

test('a lone slow turn is told after a while', () => {
  const lab = new Lab()
  lab.say('one')
  lab.now += lab.rules.slowAfterMs
  expect(lab.pump()).toHaveLength(1)
})

test('a second message opens the one notice, a third changes it', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  expect(lab.pump()).toMatchObject([{ revision: 1, content: { latest: { type: 'queued', position: 1 } } }])
  lab.say('three')
  expect(lab.pump()).toMatchObject([{ revision: 2, content: { latest: { position: 2 } } }])
})

test('the notice follows the phase', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.pump()
  phase(lab, { code: 'tool_running', label: 'Search' })
  expect(lab.pump()).toMatchObject([{ revision: 2, content: { phase: { code: 'tool_running', label: 'Search' } } }])
})

test('a phase that would make people wonder is told at once, though nobody has asked', () => {
  const lab = new Lab()
  lab.say('one')
  phase(lab, { code: 'rate_limited', until: lab.now + 3_000 })
  expect(lab.pump()).toMatchObject([{ content: { phase: { code: 'rate_limited' } } }])
})

test('places move up when a waiting message is removed', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.say('three')
  lab.pump()
  lab.act('dequeue', { inboundId: lab.message('two').id })
  expect(lab.pump()).toMatchObject([{ content: { latest: { position: 1, inboundId: lab.message('three').id } } }])
})

test('a notice that was seen closes with the outcome, after the answer', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  const turn = lab.running
  lab.pump()
  end(lab, turn)
  expect(lab.noticeOf(turn)).toMatchObject({
    state: 'closed',
    revision: 2,
    after: 'reply',
    content: { type: 'outcome', outcome: { type: 'completed' }, waiting: 0 },
  })
})

test('close against an edit in flight: what is being sent counts as seen', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  const turn = lab.running
  const notice = lab.noticeOf(turn)
  lab.notices.set(notice.id, { ...notice, claim: { owner: 'node-1', until: lab.now + 1_000 } })
  end(lab, turn)
  expect(lab.noticeOf(turn)).toMatchObject({ revision: 2, sent: 0, state: 'closed' })
})

test('a failure is told at once, though nobody has seen a notice', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  end(lab, turn, broken)
  expect(lab.pump()).toMatchObject([{ content: { type: 'outcome', outcome: broken, offer: true } }])
  expect(lab.noticeOf(turn).state).toBe('live')
})

test('the buttons of a failure go with the next message', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  end(lab, turn, broken)
  lab.pump()
  lab.say('two')
  expect(lab.noticeOf(turn)).toMatchObject({ state: 'closed', revision: 2, content: { offer: false } })
})

test('a turn that /new ended is told by the new session’s notice alone', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  lab.act('new')
  end(lab, turn)
  lab.now += 60_000
  expect(lab.pump().map((notice) => notice.content.type)).toEqual(['info'])
})

test('after a hand-over those who still wait get the next turn’s notice, a little later', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.say('three')
  lab.pump()
  end(lab, lab.running)
  const notice = lab.noticeOf(lab.running)
  expect(notice.notBefore).toBe(lab.now + lab.rules.handoverGraceMs)
  expect(notice.content).toMatchObject({ latest: { type: 'queued', position: 1, inboundId: lab.message('three').id } })
})

test('first-only changes the notice that is there', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('two', { chat: GROUP, notices: 'first-only' })
  lab.pump()
  lab.say('three', { chat: GROUP, notices: 'first-only' })
  expect(lab.noticeOf(lab.running).content).toMatchObject({ latest: { position: 2 } })
})

test('a resumed turn says that it was resumed', () => {
  const lab = new Lab()
  lab.say('one')
  lab.owner = 'node-2'
  lab.now += lab.rules.leaseMs
  lab.say('two')
  expect(lab.noticeOf(lab.running).content).toMatchObject({ resumed: true, phase: { code: 'recovering' } })
})
