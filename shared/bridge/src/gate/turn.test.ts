import { expect, test } from 'vitest'
import { LeaseLostError } from '../errors.ts'
import type { OutboxRecord, TurnRecord } from '../store/records.ts'
import { BROKEN, DIRECT, GROUP, Lab } from './lab.ts'

function reply(lab: Lab, turn: TurnRecord): OutboxRecord {
  return {
    id: `reply-${turn.id}`,
    session: lab.key,
    chatKey: 'c',
    chat: DIRECT,
    route: 'webchat:default',
    turnId: turn.id,
    parts: [{ type: 'text', text: 'hi' }],
    sentParts: 0,
    mention: [],
    messageId: 'm',
    state: 'pending',
    attempts: 0,
    notBefore: 0,
    createdAt: lab.now,
    refs: [],
  }
}

test('a finish writes outcome, answer and hand-over together', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  const first = lab.running
  lab.now += 7
  const { turn, next } = lab.end({ reply: reply(lab, first), journal: [{ a: 1 }, { b: 2 }], journalFrom: 3 })
  expect(turn).toMatchObject({ state: 'finished', outcome: { type: 'completed' }, finishedAt: lab.now, contextSeq: 3 })
  expect(lab.message('one').state).toBe('answered')
  expect(next?.id).toBe(lab.running.id)
  expect([...lab.outbox.values()]).toMatchObject([{ id: `reply-${first.id}`, mention: [] }])
  expect(lab.journal).toEqual([
    { turnId: first.id, seq: 3, at: lab.now, entry: { a: 1 } },
    { turnId: first.id, seq: 4, at: lab.now, entry: { b: 2 } },
  ])
})

test('a finish without an answer writes none', () => {
  const lab = new Lab()
  lab.say('one')
  lab.end()
  expect(lab.outbox.size).toBe(0)
})

test('the answer mentions who waited', () => {
  const lab = new Lab()
  lab.say('one')
  lab.act('wait')
  lab.end({ reply: reply(lab, lab.running) })
  expect([...lab.outbox.values()][0]?.mention).toMatchObject([{ id: 'ann' }])
})

test('interrupt against completed: the cancel was committed first, so the answer is not sent', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'interrupt' })
  const ended = lab.end({ reply: reply(lab, lab.running) })
  expect(ended.turn.outcome?.type).toBe('cancelled')
  expect(lab.outbox.size).toBe(0)
})

test('what people have seen of a cancelled or failed answer stays, and a completed one is sent whole', () => {
  const sent = (more: 'cancelled' | 'failed' | 'completed'): string[] => {
    const lab = new Lab()
    lab.say('one')
    const turn = lab.running
    if (more === 'cancelled') lab.act('cancel')
    const shown = { ...reply(lab, turn), id: 'shown' }
    lab.end({ shown, reply: reply(lab, turn), ...(more === 'failed' ? { outcome: BROKEN } : {}) })
    return [...lab.outbox.keys()].map((id) => id.replace(turn.id, 'turn'))
  }
  expect([sent('cancelled'), sent('failed'), sent('completed')]).toEqual([['shown'], ['shown'], ['reply-turn']])
})

test('a failed turn frees its lane, and the queue goes on', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  expect(lab.end({ outcome: BROKEN }).next?.inbounds).toEqual([lab.message('two').id])
  expect(lab.session?.lastOutcome).toBe('failed')
})

test('how a turn beside the lane ended is not how the session is', () => {
  const lab = new Lab()
  lab.say('one')
  const beside = lab.say('two', { policy: 'parallel' }).started[0] ?? lab.running
  lab.end({ outcome: BROKEN }, beside)
  expect(lab.session).not.toHaveProperty('lastOutcome')
})

test('a stale epoch can write nothing', () => {
  const lab = new Lab()
  lab.say('one')
  const zombie = lab.running
  lab.crash()
  lab.sweep()
  expect(() => lab.end({}, zombie)).toThrow(LeaseLostError)
  expect(() => lab.checkpoint([1], 0, zombie)).toThrow(LeaseLostError)
  expect(() => lab.report(null, zombie)).toThrow(LeaseLostError)
  expect(() => lab.stall(lab.now, zombie)).toThrow(LeaseLostError)
  expect(() => lab.release({ keep: true }, zombie)).toThrow(LeaseLostError)
  expect(lab.journal).toEqual([])
})

test('an outcome is written once, and only for a turn that there is', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  lab.end()
  expect(() => lab.end({ outcome: BROKEN }, turn)).toThrow(LeaseLostError)
  lab.turns.delete(turn.id)
  expect(() => lab.end({}, turn)).toThrow(LeaseLostError)
})

test('a phase keeps its beginning while only its numbers change', () => {
  const lab = new Lab()
  lab.say('one')
  lab.now += 10
  const { since } = lab.report({ code: 'rate_limited', attempt: 1 }).phase
  expect(since).toBe(lab.now)
  lab.now += 10
  expect(lab.report({ code: 'rate_limited', attempt: 2 }).phase).toMatchObject({ attempt: 2, since })
  expect(lab.report({ code: 'tool_running', label: 'Search' }).phase.since).toBe(lab.now)
  lab.now += 10
  expect(lab.report({ code: 'tool_running', label: 'Read' }).phase.since).toBe(lab.now)
})

test('a report renews the lease, and never hides a cancel', () => {
  const lab = new Lab()
  lab.say('one')
  lab.act('cancel')
  lab.now += 100
  const turn = lab.report({ code: 'tool_running' })
  expect(turn).toMatchObject({ phase: { code: 'cancelling' }, expiresAt: lab.now + lab.rules.leaseMs })
})

test('a report of earlier progress does not take progress back', () => {
  const lab = new Lab()
  lab.say('one')
  lab.now += 100
  expect(lab.report(null, lab.running, lab.now - 20).progressAt).toBe(lab.now - 20)
  expect(lab.report(null, lab.running, lab.now - 50).progressAt).toBe(lab.now - 20)
})

test('steers are claimed by the checkpoint that returns them, and journaled behind its steps', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('more', { policy: 'steer' })
  lab.now += 10
  const messageId = lab.message('more').id
  const steer = { type: 'steer', messageId, text: 'more' }
  expect(lab.checkpoint(['step'], 4)).toEqual([steer])
  expect(lab.journal.map(({ seq, entry }) => [seq, entry])).toEqual([
    [4, 'step'],
    [5, steer],
  ])
  expect(lab.running).toMatchObject({ progressAt: lab.now, expiresAt: lab.now + lab.rules.leaseMs })
  expect(lab.running.inbounds).toEqual([lab.message('one').id, messageId])
  expect(lab.checkpoint([])).toEqual([])
  expect(lab.end().next).toBeUndefined()
  expect(lab.message('more').state).toBe('answered')
})

test('what people say to the turn in the lane is not heard by one beside it', () => {
  const lab = new Lab()
  const first = lab.say('one').started[0] ?? lab.running
  const beside = lab.say('two', { policy: 'parallel' }).started[0] ?? lab.running
  lab.say('more', { policy: 'steer' })
  expect(lab.checkpoint([], 0, beside)).toEqual([])
  lab.end({}, beside)
  expect(lab.checkpoint([], 0, first)).toMatchObject([{ text: 'more' }])
})

test('a message that is handed to the turn is no longer the one that waits', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.say('more', { policy: 'steer' })
  lab.act('dequeue', { inboundId: lab.message('two').id })
  lab.pump()
  lab.checkpoint([])
  expect(lab.noticeOf(lab.running).content).toMatchObject({ latest: { type: 'steered' } })
})

test('a stall is told, and forgotten with the next sign of work', () => {
  const lab = new Lab()
  lab.say('one')
  const since = lab.now
  lab.now += 100
  lab.stall(since)
  expect(lab.noticeOf(lab.running)).toMatchObject({ notBefore: lab.now, content: { stalledAt: since } })
  expect(lab.report(null, lab.running, since).stalledAt).toBe(since)
  expect(lab.report(null, lab.running, since + 1)).not.toHaveProperty('stalledAt')
  expect(lab.noticeOf(lab.running).content).not.toHaveProperty('stalledAt')
})

test('a stall is over when the turn makes a step', () => {
  const lab = new Lab()
  lab.say('one')
  lab.stall()
  lab.pump()
  lab.now += 1
  lab.checkpoint(['step'])
  expect(lab.running).not.toHaveProperty('stalledAt')
  expect(lab.pump()).toMatchObject([{ revision: 2 }])
})

test('a background result while the next turn runs leaves the lane alone', () => {
  const lab = new Lab()
  lab.say('one')
  const first = lab.running
  lab.say('two', { policy: 'background' })
  lab.say('three')
  const kept = lab.turns.get(first.id) ?? first
  expect(lab.end({ reply: reply(lab, kept) }, kept).next).toBeUndefined()
  expect(lab.running.inbounds).toEqual([lab.message('two').id])
  expect(lab.waiting).toEqual(['three'])
  expect(lab.outbox.size).toBe(1)
})

test('what does not change the session does not write it', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { chat: GROUP })
  const { session } = lab
  lab.report({ code: 'compacting' })
  lab.act('cancel')
  expect(lab.session).toBe(session)
})
