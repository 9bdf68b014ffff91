import { expect, test } from 'vitest'
import { LeaseLostError } from '../errors.ts'
import type { OutboxRecord, TurnRecord } from '../store/records.ts'
import type { Outcome } from '../words/outcome.ts'
import { DIRECT, Lab } from './lab.ts'
import { checkpoint, type Finish, finish, type Lease, release, report, stall, sweep } from './turn.ts'

const leaseOf = (lab: Lab, turn: TurnRecord): Lease => ({ session: lab.key, turnId: turn.id, epoch: turn.epoch })

function end(lab: Lab, turn: TurnRecord, more: Partial<Finish> = {}) {
  const done: Finish = { outcome: { type: 'completed' }, journal: [], journalFrom: 0, ...more }
  return lab.do({ turnId: turn.id }, (state, ctx) => finish(state, leaseOf(lab, turn), done, ctx))
}

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

const broken: Outcome = { type: 'failed', failure: { code: 'provider_error', reference: 'r' } }

test('a finish writes outcome, answer and hand-over together', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  const first = lab.running
  const { turn, next } = end(lab, first, { reply: reply(lab, first), journal: [{ a: 1 }], journalFrom: 3 })
  expect(turn).toMatchObject({ state: 'finished', outcome: { type: 'completed' }, finishedAt: lab.now })
  expect(lab.message('one').state).toBe('answered')
  expect(next?.id).toBe(lab.running.id)
  expect([...lab.outbox.keys()]).toEqual([`reply-${first.id}`])
  expect(lab.journal).toMatchObject([{ seq: 3, entry: { a: 1 } }])
})

test('the answer mentions who waited', () => {
  const lab = new Lab()
  lab.say('one')
  lab.act('wait')
  const turn = lab.running
  end(lab, turn, { reply: reply(lab, turn) })
  expect([...lab.outbox.values()][0]?.mention).toMatchObject([{ id: 'ann' }])
})

test('interrupt against completed: the cancel was committed first, so the answer is not sent', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  lab.say('two', { policy: 'interrupt' })
  const ended = end(lab, turn, { reply: reply(lab, turn) })
  expect(ended.turn.outcome?.type).toBe('cancelled')
  expect(lab.outbox.size).toBe(0)
})

test('what people have seen of a cancelled answer stays', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  lab.act('cancel')
  end(lab, turn, { shown: reply(lab, turn) })
  expect(lab.outbox.size).toBe(1)
})

test('a failed turn frees its lane, and the queue goes on', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  expect(end(lab, lab.running, { outcome: broken }).next?.inbounds).toEqual([lab.message('two').id])
  expect(lab.session?.lastOutcome).toBe('failed')
})

test('a stale epoch can write nothing', () => {
  const lab = new Lab()
  lab.say('one')
  const zombie = lab.running
  lab.owner = 'node-2'
  lab.now += lab.rules.leaseMs
  lab.do({}, (state, ctx) => sweep(state, lab.key, ctx))
  expect(() => end(lab, zombie)).toThrow(LeaseLostError)
  expect(() => lab.do({ turnId: zombie.id }, (s, c) => checkpoint(s, leaseOf(lab, zombie), [1], 0, c))).toThrow(
    LeaseLostError,
  )
  expect(() => lab.do({ turnId: zombie.id }, (s, c) => report(s, leaseOf(lab, zombie), null, 0, c))).toThrow(
    LeaseLostError,
  )
  expect(lab.journal).toEqual([])
})

test('an outcome is written once', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  end(lab, turn)
  expect(() => end(lab, turn, { outcome: broken })).toThrow(LeaseLostError)
})

test('a phase keeps its beginning while only its numbers change', () => {
  const lab = new Lab()
  lab.say('one')
  const lease = leaseOf(lab, lab.running)
  const tell = (code: 'rate_limited' | 'tool_running', attempt?: number) =>
    lab.do({ turnId: lease.turnId }, (s, c) =>
      report(s, lease, { code, ...(attempt === undefined ? {} : { attempt }) }, c.now, c),
    )
  lab.now += 10
  const since = tell('rate_limited', 1).phase.since
  lab.now += 10
  expect(tell('rate_limited', 2).phase).toMatchObject({ attempt: 2, since })
  expect(tell('tool_running').phase.since).toBe(lab.now)
})

test('a report renews the lease, and never hides a cancel', () => {
  const lab = new Lab()
  lab.say('one')
  lab.act('cancel')
  lab.now += 100
  const lease = leaseOf(lab, lab.running)
  const turn = lab.do({ turnId: lease.turnId }, (s, c) => report(s, lease, { code: 'tool_running' }, c.now, c))
  expect(turn).toMatchObject({ phase: { code: 'cancelling' }, expiresAt: lab.now + lab.rules.leaseMs })
})

test('steers are claimed by the checkpoint that returns them, and journaled behind its steps', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('more', { policy: 'steer' })
  const lease = leaseOf(lab, lab.running)
  const steers = lab.do({ turnId: lease.turnId }, (s, c) => checkpoint(s, lease, ['step'], 4, c))
  expect(steers).toMatchObject([{ type: 'steer', text: 'more' }])
  expect(lab.journal.map(({ seq }) => seq)).toEqual([4, 5])
  expect(lab.running.inbounds).toContain(lab.message('more').id)
  expect(end(lab, lab.running).next).toBeUndefined()
  expect(lab.message('more').state).toBe('answered')
})

test('what people say to the turn in the lane is not heard by one beside it', () => {
  const lab = new Lab()
  const first = lab.say('one').started[0] ?? lab.running
  const beside = lab.say('two', { policy: 'parallel' }).started[0] ?? lab.running
  lab.say('more', { policy: 'steer' })
  expect(lab.checkpoint([], 0, beside)).toEqual([])
  expect(lab.checkpoint([], 0, first)).toMatchObject([{ text: 'more' }])
})

test('a drained turn is free at once and has spent no attempt', () => {
  const lab = new Lab()
  lab.say('one')
  const lease = leaseOf(lab, lab.running)
  lab.do({ turnId: lease.turnId }, (s, c) => release(s, lease, { keep: true }, c))
  expect(lab.running).toMatchObject({ owner: '', expiresAt: 0, attempts: 0 })
  lab.owner = 'node-2'
  const { started } = lab.do({}, (s, c) => sweep(s, lab.key, c))
  expect(started).toMatchObject([{ attempts: 1, owner: 'node-2', epoch: 3 }])
})

test('a write that was under way while its turn was drained is refused', () => {
  const lab = new Lab()
  lab.say('one')
  const lease = leaseOf(lab, lab.running)
  lab.do({ turnId: lease.turnId }, (s, c) => release(s, lease, { keep: true }, c))
  expect(() => lab.do({ turnId: lease.turnId }, (s, c) => checkpoint(s, lease, ['late'], 0, c))).toThrow(LeaseLostError)
})

test('a handed-back message is at the queue’s head, and starts after the pause', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  const lease = leaseOf(lab, lab.running)
  lab.do({ turnId: lease.turnId }, (s, c) => release(s, lease, { keep: false, notBefore: lab.now + 500 }, c))
  expect(lab.waiting).toEqual(['one', 'two'])
  expect(lab.session?.dueAt).toBe(lab.now + 500)
  lab.now += 500
  expect(lab.do({}, (s, c) => sweep(s, lab.key, c)).started).toMatchObject([{ inbounds: [lab.message('one').id] }])
})

test('turns of dead owners are taken over before their lease ends', () => {
  const lab = new Lab()
  lab.say('one')
  lab.owner = 'node-2'
  expect(lab.do({}, (s, c) => sweep(s, lab.key, c)).started).toEqual([])
  lab.dead.add('node-1')
  expect(lab.do({}, (s, c) => sweep(s, lab.key, c)).started).toMatchObject([
    { owner: 'node-2', phase: { code: 'recovering' } },
  ])
})

test('a gateway that cannot resume ends a restarted turn honestly', () => {
  const lab = new Lab()
  lab.capabilities = { ...lab.capabilities, resume: false }
  lab.say('one')
  lab.dead.add('node-1')
  lab.owner = 'node-2'
  const { ended } = lab.do({}, (s, c) => sweep(s, lab.key, c))
  expect(ended[0]?.outcome).toMatchObject({ failure: { code: 'gateway_restarted' } })
  expect(lab.noticeOf({ id: ended[0]?.id ?? '' }).notBefore).toBe(lab.now)
})

test('a cancel that was committed before the owner died is carried out by who takes over', () => {
  const lab = new Lab()
  lab.say('one')
  lab.act('cancel')
  lab.dead.add('node-1')
  lab.owner = 'node-2'
  expect(lab.do({}, (s, c) => sweep(s, lab.key, c)).ended[0]?.outcome?.type).toBe('cancelled')
})

test('a node starts only what it can deliver', () => {
  const lab = new Lab()
  lab.draining = true
  lab.say('one')
  lab.draining = false
  lab.routes = new Set()
  expect(lab.do({}, (s, c) => sweep(s, lab.key, c)).started).toEqual([])
})

test('a stall is told, and forgotten with the next sign of work', () => {
  const lab = new Lab()
  lab.say('one')
  const lease = leaseOf(lab, lab.running)
  lab.do({ turnId: lease.turnId }, (s, c) => stall(s, lease, lab.now, c))
  expect(lab.noticeOf(lab.running)).toMatchObject({ notBefore: lab.now, content: { stalledAt: lab.now } })
  lab.now += 1
  lab.do({ turnId: lease.turnId }, (s, c) => report(s, lease, null, lab.now, c))
  expect(lab.running.stalledAt).toBeUndefined()
})

test('a background result while the next turn runs leaves the lane alone', () => {
  const lab = new Lab()
  lab.say('one')
  const first = lab.running
  lab.say('two', { policy: 'background' })
  lab.say('three')
  const kept = lab.turns.get(first.id) ?? first
  expect(end(lab, kept, { reply: reply(lab, kept) }).next).toBeUndefined()
  expect(lab.running.inbounds).toEqual([lab.message('two').id])
  expect(lab.waiting).toEqual(['three'])
  expect(lab.outbox.size).toBe(1)
})
