import { expect, test } from 'vitest'
import type { OutboxRecord, TurnRecord } from '../store/records.ts'
import type { Outcome } from '../words/outcome.ts'
import { BROKEN, DIRECT, GROUP, Lab } from './lab.ts'

function reply(lab: Lab, turn: TurnRecord): OutboxRecord {
  return {
    id: `reply-${turn.id}`,
    session: lab.key,
    chatKey: 'c',
    chat: turn.chat,
    route: 'webchat:default',
    parts: [],
    sentParts: 0,
    mention: [],
    messageId: 'm',
    state: 'pending',
    attempts: 0,
    notBefore: 0,
    createdAt: 0,
    refs: [],
  }
}

test('a notice that was seen closes with the outcome, after the answer', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.say('three')
  const turn = lab.running
  lab.pump()
  lab.now += 42_000
  lab.end({ reply: reply(lab, turn) })
  expect(lab.noticeOf(turn)).toMatchObject({ state: 'closed', revision: 2, after: `reply-${turn.id}` })
  expect(lab.noticeOf(turn).content).toEqual({
    type: 'outcome',
    outcome: { type: 'completed' },
    tookMs: 42_000,
    waiting: 1,
  })
})

test('a turn that ended before it began, by the clock, took no time', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  const turn = lab.running
  lab.pump()
  lab.now -= 5_000
  lab.end()
  expect(lab.noticeOf(turn).content).toMatchObject({ tookMs: 0 })
})

test('the notices of other turns are left alone when one ends', () => {
  const lab = new Lab()
  lab.say('one')
  const beside = lab.say('two', { policy: 'parallel' }).started[0] ?? lab.running
  lab.end()
  expect(lab.noticeOf(beside)).toMatchObject({ state: 'live', content: { type: 'busy', background: true } })
})

test('close against an edit in flight: what is being sent, or may have been by a node that died, counts as seen', () => {
  const sending = (until: number) => {
    const lab = new Lab()
    lab.say('one')
    const turn = lab.running
    const notice = lab.noticeOf(turn)
    lab.notices.set(notice.id, { ...notice, claim: { owner: 'node-1', until: lab.now + until } })
    lab.end()
    return lab.noticeOf(turn)
  }
  expect(sending(1)).toMatchObject({ revision: 2, sent: 0, state: 'closed' })
  expect(sending(0)).toMatchObject({ revision: 2, sent: 0, state: 'closed' })
})

test('a failure is told at once, though nobody has seen a notice, and offers what helps', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  lab.end({ outcome: BROKEN })
  expect(lab.pump()).toMatchObject([{ revision: 1, content: { type: 'outcome', outcome: BROKEN, offer: true } }])
  expect(lab.noticeOf(turn).state).toBe('live')
})

test('a failure is told where it was asked, and in other chats only where the turn was seen', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { chat: GROUP })
  lab.end({ outcome: BROKEN })
  expect(lab.pump().filter(({ content }) => content.type === 'outcome')).toMatchObject([{ chat: DIRECT }])
  const seen = new Lab()
  seen.say('one')
  seen.say('two', { chat: GROUP })
  seen.pump()
  seen.end({ outcome: BROKEN })
  expect(seen.pump().filter(({ content }) => content.type === 'outcome')).toHaveLength(2)
})

test('a failure that is not to be told is told only where the turn was seen', () => {
  const ending = (outcome: Outcome, seen: boolean): number => {
    const lab = new Lab()
    lab.say('one', { quietFailures: true })
    if (seen) lab.say('two')
    if (seen) lab.pump()
    lab.end({ outcome })
    return lab.pump().length
  }
  const stopped: Outcome = { type: 'cancelled', by: null, cause: 'operator' }
  expect([ending(BROKEN, false), ending(BROKEN, true), ending(stopped, false)]).toEqual([0, 1, 1])
})

test('the buttons of a failure go with the next message', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  lab.end({ outcome: BROKEN })
  lab.pump()
  lab.say('two')
  expect(lab.noticeOf(turn)).toMatchObject({ state: 'closed', revision: 2, content: { offer: false } })
})

test('only a turn that /new ended is told by the new session’s notice alone', () => {
  const told = (stop: (lab: Lab) => void): string[] => {
    const lab = new Lab()
    lab.say('one')
    stop(lab)
    lab.end()
    lab.now += 60_000
    return lab.pump().map(({ content }) => content.type)
  }
  expect(told((lab) => lab.act('new'))).toEqual(['info'])
  expect(told((lab) => lab.act('cancel'))).toEqual(['outcome'])
})
