import { expect, test } from 'vitest'
import { SessionBusyError } from '../errors.ts'
import type { TurnRecord } from '../store/records.ts'
import type { Outcome } from '../words/outcome.ts'
import { BOB, DIRECT, GROUP, Lab } from './lab.ts'
import { finish } from './turn.ts'

function end(lab: Lab, turn: TurnRecord, outcome: Outcome = { type: 'completed' }) {
  return lab.do({ turnId: turn.id }, (state, ctx) =>
    finish(
      state,
      { session: lab.key, turnId: turn.id, epoch: turn.epoch },
      { outcome, journal: [], journalFrom: 0 },
      ctx,
    ),
  )
}

test('a message to an idle session starts a turn', () => {
  const lab = new Lab()
  const admission = lab.say('hello')
  expect(admission.admitted).toEqual({ type: 'started' })
  expect(admission.busy).toBeUndefined()
  expect(admission.started).toHaveLength(1)
  expect(lab.running).toMatchObject({ owner: 'node-1', epoch: 1, attempts: 1, expiresAt: lab.now + lab.rules.leaseMs })
  expect(lab.message('hello').state).toBe('claimed')
})

test('a message to a busy session is queued, and the value says why and where', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  const { busy } = lab.say('three')
  expect(busy).toBeInstanceOf(SessionBusyError)
  expect(busy).toMatchObject({
    code: 'session_busy',
    reason: 'waiting_model_response',
    queuePosition: 2,
    holder: 'this node',
    turnId: lab.running.id,
  })
  expect(lab.waiting).toEqual(['two', 'three'])
})

test('another node’s turn is named as such', () => {
  const lab = new Lab()
  lab.say('one')
  lab.owner = 'node-2'
  expect(lab.say('two').busy?.holder).toBe('another node')
})

test('a redelivery gets the same answer and does nothing', () => {
  const lab = new Lab()
  lab.say('one')
  const first = lab.say('two', { dedupeKey: 'k' })
  const before = JSON.stringify([...lab.inbounds, ...lab.notices])
  const second = lab.say('two', { dedupeKey: 'k' })
  expect(second).toMatchObject({ duplicate: true, messageId: first.messageId, admitted: first.admitted })
  expect(second.busy?.queuePosition).toBe(1)
  expect(JSON.stringify([...lab.inbounds, ...lab.notices])).toBe(before)
})

test('a redelivery of a message that has started says nothing of being busy', () => {
  const lab = new Lab()
  lab.say('one', { dedupeKey: 'k' })
  expect(lab.say('one', { dedupeKey: 'k' }).busy).toBeUndefined()
})

test('queued messages run in order, each its own turn', () => {
  const lab = new Lab()
  for (const text of ['one', 'two', 'three']) lab.say(text)
  expect(end(lab, lab.running).next?.inbounds).toEqual([lab.message('two').id])
  expect(end(lab, lab.running).next?.inbounds).toEqual([lab.message('three').id])
  expect(end(lab, lab.running).next).toBeUndefined()
})

test('a full queue refuses visibly, and keeps a record of the refusal', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, queueCap: 1 }
  lab.say('one')
  lab.say('two')
  const { busy } = lab.say('three')
  expect(busy?.disposition).toEqual({ type: 'refused', why: 'full' })
  expect(lab.message('three')).toMatchObject({ state: 'dropped', dropped: 'full' })
  expect(lab.noticeOf(lab.running).content).toMatchObject({ latest: { type: 'refused', why: 'full' } })
})

test('a channel that tells refusals itself may offer the same message again', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, queueCap: 0 }
  lab.say('one')
  expect(lab.say('two', { dedupeKey: 'k', refusesInline: true })).toMatchObject({
    messageId: '',
    admitted: { type: 'refused' },
  })
  expect(lab.inbounds.size).toBe(1)
  lab.rules = { ...lab.rules, queueCap: 1 }
  expect(lab.say('two', { dedupeKey: 'k', refusesInline: true })).toMatchObject({
    duplicate: false,
    admitted: { type: 'queued' },
  })
})

test('reject refuses and does not keep', () => {
  const lab = new Lab()
  lab.say('one')
  expect(lab.say('two', { policy: 'reject' }).admitted).toEqual({ type: 'refused', why: 'policy' })
  expect(lab.waiting).toEqual([])
  expect(lab.noticeOf(lab.running).notBefore).toBe(lab.now)
})

test('collect makes one turn of what waits, after a quiet window', () => {
  const lab = new Lab()
  const first = lab.say('one').started[0]
  lab.say('two', { policy: 'collect' })
  lab.now += 1_000
  lab.say('three', { policy: 'collect' })
  const due = lab.now + lab.rules.collectQuietMs
  expect(lab.message('two').dueAt).toBe(due)
  if (first !== undefined) expect(end(lab, first).next).toBeUndefined()
  expect(lab.session?.dueAt).toBe(due)
})

test('a message between turn end and collect due joins the window', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'collect' })
  end(lab, lab.running)
  lab.now += 500
  expect(lab.say('three', { policy: 'collect' }).admitted.type).toBe('collecting')
  expect(lab.session?.dueAt).toBe(lab.now + lab.rules.collectQuietMs)
})

test('interrupt cancels the running turn and lets what comes next be one turn', () => {
  const lab = new Lab()
  const turn = lab.say('one').started[0]
  const admission = lab.say('two', { policy: 'interrupt' })
  lab.say('three', { policy: 'interrupt' })
  expect(admission.cancelled.map((one) => one.id)).toEqual([turn?.id])
  expect(lab.running.cancel).toMatchObject({ cause: 'interrupt', by: { id: 'ann' } })
  expect(lab.running.phase.code).toBe('cancelling')
  const { next, turn: ended } = end(lab, lab.running)
  expect(ended.outcome).toMatchObject({ type: 'cancelled', cause: 'interrupt' })
  expect(ended.erased).toBeUndefined()
  expect(next?.inbounds).toEqual([lab.message('two').id, lab.message('three').id])
})

test('rollback leaves no trace in the context', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'rollback' })
  expect(end(lab, lab.running).turn).toMatchObject({ erased: true, outcome: { type: 'cancelled', cause: 'rollback' } })
})

test('steer gives the message to the running turn, and back to the queue’s head when it was not read', () => {
  const lab = new Lab()
  lab.say('one')
  expect(lab.say('two', { policy: 'steer' }).admitted).toEqual({ type: 'steered', turnId: lab.running.id })
  lab.say('three')
  expect(end(lab, lab.running).next?.inbounds).toEqual([lab.message('two').id])
})

test('steer is queue where the gateway cannot', () => {
  const lab = new Lab()
  lab.capabilities = { ...lab.capabilities, steer: false }
  lab.say('one')
  expect(lab.say('two', { policy: 'steer' }).admitted.type).toBe('queued')
})

test('parallel starts a second turn beside the lane', () => {
  const lab = new Lab()
  const first = lab.say('one').started[0]
  const second = lab.say('two', { policy: 'parallel' }).started[0]
  expect(second).toMatchObject({ kind: 'parallel', beside: first?.id, number: 2 })
  expect(lab.running.id).toBe(first?.id)
})

test('background moves the running turn out of the lane', () => {
  const lab = new Lab()
  const first = lab.say('one').started[0]
  const second = lab.say('two', { policy: 'background' }).started[0]
  expect(lab.turns.get(first?.id ?? '')?.kind).toBe('background')
  expect(lab.running.id).toBe(second?.id)
})

test('no more turns run beside the lane than allowed', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, maxBeside: 1 }
  lab.say('one')
  lab.say('two', { policy: 'parallel' })
  expect(lab.say('three', { policy: 'parallel' }).admitted.type).toBe('queued')
})

test('the session’s own policy goes before the configured one, unless the operator fixed the chat’s', () => {
  const lab = new Lab()
  lab.say('one')
  if (lab.session !== null) lab.session = { ...lab.session, policy: 'reject' }
  expect(lab.say('two').admitted.type).toBe('refused')
  expect(lab.say('three', { policyFixed: true }).admitted.type).toBe('queued')
})

test('a message never waits behind a dead turn', () => {
  const lab = new Lab()
  lab.say('one')
  lab.owner = 'node-2'
  lab.now += lab.rules.leaseMs
  const admission = lab.say('two')
  expect(admission.started).toMatchObject([{ epoch: 2, owner: 'node-2', attempts: 2, phase: { code: 'recovering' } }])
  expect(admission.admitted).toEqual({ type: 'queued', position: 1 })
})

test('a dead turn that has been tried too often gives way at once', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, maxAttempts: 1 }
  lab.say('one')
  lab.owner = 'node-2'
  lab.now += lab.rules.leaseMs
  const admission = lab.say('two')
  expect(admission.ended[0]?.outcome).toMatchObject({ type: 'failed', failure: { code: 'poison' } })
  expect(admission.admitted).toEqual({ type: 'started' })
})

test('a cancelled turn that does not stop is fenced', () => {
  const lab = new Lab()
  const turn = lab.say('one').started[0]
  lab.act('cancel', { turnId: turn?.id ?? '' })
  lab.now += lab.rules.cancelGraceMs
  const admission = lab.say('two')
  expect(admission.ended[0]?.id).toBe(turn?.id)
  expect(admission.admitted.type).toBe('started')
})

test('a draining node accepts and starts nothing', () => {
  const lab = new Lab()
  lab.draining = true
  expect(lab.say('one')).toMatchObject({ admitted: { type: 'queued', position: 1 }, started: [] })
  expect(lab.session?.dueAt).toBe(lab.now)
})

test('an album becomes one turn after a short quiet time', () => {
  const lab = new Lab()
  expect(lab.say('photo one', { album: 'a' })).toMatchObject({ admitted: { type: 'collecting' }, started: [] })
  lab.say('photo two', { album: 'a' })
  expect(lab.session?.dueAt).toBe(lab.now + lab.rules.albumQuietMs)
})

test('the channel’s own log is written with the message', () => {
  const lab = new Lab()
  lab.say('one', { log: (id, text) => [{ scope: 's', subject: id, body: text }] })
  expect(lab.logs).toMatchObject([{ type: 'log', scope: 's', subject: lab.message('one').id, body: 'one' }])
})

test('in a group one notice is asker-only where so configured', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('two', { chat: GROUP, sender: BOB, notices: 'asker-only' })
  expect(lab.noticeOf(lab.running).notBefore).toBe(lab.now + lab.rules.slowAfterMs)
  lab.say('three', { chat: GROUP, notices: 'asker-only' })
  expect(lab.noticeOf(lab.running).notBefore).toBe(lab.now)
})

test('off shows nothing of a busy session, but tells a refusal', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, queueCap: 1 }
  lab.say('one', { chat: DIRECT })
  lab.say('two', { notices: 'off' })
  expect(lab.noticeOf(lab.running).notBefore).toBeGreaterThan(lab.now)
  lab.say('three', { notices: 'off' })
  expect(lab.noticeOf(lab.running).notBefore).toBe(lab.now)
})
