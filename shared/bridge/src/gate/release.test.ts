import { expect, test } from 'vitest'
import { LeaseLostError } from '../errors.ts'
import { BOB, GROUP, Lab } from './lab.ts'

const PAUSE_MS = 500

/** Hands the turn in the lane back, as for a run of another surface. */
function handBack(lab: Lab, more: { held?: boolean } = {}): void {
  const notBefore = lab.now + PAUSE_MS
  const hold = more.held === true ? { hold: { run: 'run', until: notBefore } } : {}
  expect(lab.release({ keep: false, notBefore, ...hold })).toBeNull()
}

test('a drained turn is free at once and has spent no attempt', () => {
  const lab = new Lab()
  lab.say('one')
  expect(lab.release({ keep: true })).toBeNull()
  expect(lab.running).toMatchObject({ owner: '', expiresAt: 0, attempts: 0, epoch: 2 })
  lab.owner = 'node-2'
  expect(lab.sweep().started).toMatchObject([{ attempts: 1, owner: 'node-2', epoch: 3 }])
})

test('a write that was under way while its turn was drained is refused', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  lab.release({ keep: true })
  expect(() => lab.checkpoint(['late'], 0, turn)).toThrow(LeaseLostError)
})

test('a handed-back message is at the queue’s head, and starts after the pause', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  lab.say('two')
  handBack(lab)
  expect(lab.turns.get(turn.id)).toMatchObject({ state: 'finished', erased: true, finishedAt: lab.now })
  expect(lab.turns.get(turn.id)).not.toHaveProperty('contextSeq')
  expect(lab.waiting).toEqual(['one', 'two'])
  expect(lab.session).toMatchObject({ dueAt: lab.now + PAUSE_MS, dueRoute: 'webchat:default' })
  expect(lab.session).not.toHaveProperty('hold')
  lab.now += PAUSE_MS - 1
  expect(lab.sweep().started).toEqual([])
  lab.now += 1
  expect(lab.sweep().started).toMatchObject([{ inbounds: [lab.message('one').id] }])
  expect(lab.session).not.toHaveProperty('startAt')
  expect(lab.end().next?.inbounds).toEqual([lab.message('two').id])
})

test('a hand-back may hold the session for the other run', () => {
  const lab = new Lab()
  lab.say('one')
  handBack(lab, { held: true })
  expect(lab.session?.hold).toEqual({ run: 'run', until: lab.now + PAUSE_MS })
  expect(lab.say('two').busy).toMatchObject({ holder: 'another surface', queuePosition: 2 })
})

test('until the pause is over nothing else starts either, and what comes is told why', () => {
  const lab = new Lab()
  lab.say('one')
  handBack(lab)
  lab.act('dequeue', { via: 'text' })
  const { admitted, busy } = lab.say('two', { chat: GROUP })
  expect(admitted).toEqual({ type: 'queued', position: 1 })
  expect(busy).toMatchObject({ holder: 'another surface', turnId: null })
  expect(lab.pump()).toMatchObject([{ chat: GROUP, content: { elsewhere: true } }])
  lab.now += PAUSE_MS
  expect(lab.sweep().started).toMatchObject([{ inbounds: [lab.message('two').id] }])
})

test('what was given to a handed-back turn waits for a turn of its own', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('read', { policy: 'steer' })
  lab.checkpoint([])
  lab.say('unread', { policy: 'steer' })
  handBack(lab)
  expect(lab.waiting).toEqual(['one', 'read', 'unread'])
  lab.now += PAUSE_MS
  expect(lab.sweep().started).toMatchObject([{ inbounds: [lab.message('one').id] }])
})

test('a turn beside the lane that is handed back takes nothing from the lane', () => {
  const lab = new Lab()
  lab.say('one')
  const beside = lab.say('two', { policy: 'parallel' }).started[0] ?? lab.running
  lab.say('more', { policy: 'steer' })
  lab.release({ keep: false, notBefore: lab.now }, beside)
  expect(lab.noticeOf(beside)).toMatchObject({ state: 'closed', sent: 1 })
  expect(lab.checkpoint([])).toMatchObject([{ text: 'more' }])
  expect(lab.end().next?.inbounds).toEqual([lab.message('two').id])
})

test('a seen notice of a turn beside the lane loses its buttons with a hand-back', () => {
  const lab = new Lab()
  lab.say('one')
  const beside = lab.say('two', { policy: 'parallel' }).started[0] ?? lab.running
  lab.now += lab.rules.slowAfterMs
  lab.pump()
  lab.report(null)
  lab.release({ keep: false, notBefore: lab.now }, beside)
  expect(lab.noticeOf(beside)).toMatchObject({ state: 'closed', revision: 2, sent: 1 })
})

test('a turn with a committed cancel ends instead of being given back', () => {
  for (const how of [{ keep: true }, { keep: false, notBefore: 0 }] as const) {
    const lab = new Lab()
    lab.say('one')
    lab.say('two')
    lab.act('cancel')
    const ended = lab.release(how)
    expect(ended?.turn).toMatchObject({ state: 'finished', outcome: { type: 'cancelled', cause: 'person' } })
    expect(ended?.next?.inbounds).toEqual([lab.message('two').id])
  }
})

test('who waits for a turn that is handed back is told at once what it waits for now', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.now += 10
  handBack(lab)
  expect(lab.pump()).toMatchObject([
    {
      chat: GROUP,
      notBefore: lab.now,
      content: {
        elsewhere: true,
        startedAt: lab.now - 10,
        phase: { code: 'queue_wait', since: lab.now },
        latest: { type: 'queued', position: 1 },
      },
    },
  ])
  expect([...lab.notices.values()][0]).not.toHaveProperty('turnId')
})

test('a chat without notices is not told of a hand-back, until it wants to be told', () => {
  const lab = new Lab()
  lab.say('one', { notices: 'off' })
  handBack(lab)
  expect(lab.pump()).toEqual([])
  lab.say('two', { sender: BOB })
  expect(lab.pump()).toMatchObject([{ person: BOB, replyTo: 'ref:two', content: { latest: { position: 2 } } }])
})

test('a seen notice says once that another surface has the session, and goes on with the next turn', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.pump()
  handBack(lab, { held: true })
  expect(lab.pump()).toMatchObject([{ revision: 2, content: { elsewhere: true, latest: { position: 2 } } }])
  lab.sweep()
  expect(lab.pump()).toEqual([])
  lab.say('three')
  expect(lab.pump()).toMatchObject([{ revision: 3, content: { latest: { position: 3 } } }])
  expect(lab.notices.size).toBe(1)
  lab.now += PAUSE_MS
  lab.sweep()
  expect(lab.pump()).toMatchObject([{ revision: 4, turnId: lab.running.id, content: { latest: { position: 2 } } }])
  expect(lab.noticeOf(lab.running).content).not.toHaveProperty('elsewhere')
})

test('a refusal that nobody has seen is told by itself when the turn is handed back', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'reject' })
  handBack(lab)
  expect(lab.told).toMatchObject([{ content: { what: 'refused', why: 'policy' } }])
  expect(lab.pump()).toMatchObject([{ content: { latest: { type: 'queued' } } }, { content: { what: 'refused' } }])
})
