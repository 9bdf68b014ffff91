import { expect, test } from 'vitest'
import { SessionBusyError } from '../errors.ts'
import type { Attachment } from '../words/inbound.ts'
import { ANN, BOB, BROKEN, DIRECT, GROUP, Lab } from './lab.ts'
import { hold } from './manage.ts'

test('a message to an idle session starts a turn', () => {
  const lab = new Lab()
  const admission = lab.say('hello')
  expect(admission).toMatchObject({ duplicate: false, admitted: { type: 'started' }, cancelled: [], ended: [] })
  expect(admission.busy).toBeUndefined()
  expect(admission.started).toEqual([lab.running])
  expect(lab.running).toMatchObject({ owner: 'node-1', epoch: 1, attempts: 1, expiresAt: lab.now + lab.rules.leaseMs })
  expect(lab.message('hello').state).toBe('claimed')
})

test('all of a message is kept', () => {
  const lab = new Lab()
  const attachments: Attachment[] = [{ kind: 'image', ref: 'file' }]
  lab.say('one', { attachments, quote: 'before', sender: BOB, chat: GROUP, ref: 'r7', receivedAt: 5, dedupeKey: 'k' })
  expect(lab.message('one')).toEqual({
    id: lab.message('one').id,
    dedupeKey: 'k',
    session: lab.key,
    generation: 1,
    seq: 1,
    chat: GROUP,
    sender: BOB,
    text: 'one',
    attachments,
    quote: 'before',
    ref: 'r7',
    receivedAt: lab.now,
    state: 'claimed',
    turnId: lab.running.id,
    admitted: { type: 'started' },
  })
})

test('a message that its platform gives no id is named by ours', () => {
  const lab = new Lab()
  lab.say('one', { ref: '' })
  expect(lab.message('one').ref).toBe(lab.message('one').id)
})

test('a message to a busy session is queued, and the value says why, where and since when', () => {
  const lab = new Lab()
  const since = lab.now
  lab.say('one')
  lab.report({ code: 'rate_limited', until: lab.now + 5_000 })
  lab.now += 1_000
  lab.say('two')
  const { busy } = lab.say('three')
  expect(busy).toBeInstanceOf(SessionBusyError)
  expect(busy).toMatchObject({
    code: 'session_busy',
    reason: 'rate_limited',
    since,
    retryAfterMs: 4_000,
    queuePosition: 2,
    holder: 'this node',
    turnId: lab.running.id,
  })
  expect(lab.waiting).toEqual(['two', 'three'])
})

test('an announced end that has passed means now, and none is none', () => {
  const lab = new Lab()
  lab.say('one')
  expect(lab.say('two').busy?.retryAfterMs).toBeNull()
  lab.report({ code: 'rate_limited', until: lab.now + 5_000 })
  lab.now += 9_000
  expect(lab.say('three').busy?.retryAfterMs).toBe(0)
})

test('another node’s turn is named as such', () => {
  const lab = new Lab()
  lab.say('one')
  lab.owner = 'node-2'
  expect(lab.say('two').busy?.holder).toBe('another node')
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

test('a full queue that no turn holds up refuses by a message of its own', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, queueCap: 1 }
  lab.do({}, (s, ctx) => hold(s, lab.key, 'run', lab.now + 1_000, ctx))
  lab.say('one')
  lab.say('two', { chat: GROUP, sender: BOB, notices: 'off' })
  expect(lab.told).toMatchObject([
    { chat: GROUP, person: BOB, replyTo: 'ref:two', content: { type: 'info', what: 'refused', why: 'full', cap: 1 } },
  ])
})

test('what waits to be given to the running turn counts for the cap', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, queueCap: 2 }
  lab.say('one')
  lab.say('two', { policy: 'steer' })
  lab.say('three')
  expect(lab.say('four', { policy: 'steer' }).admitted).toEqual({ type: 'refused', why: 'full' })
})

test('a full queue does not keep a message from running beside the lane', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, queueCap: 1 }
  lab.say('one')
  lab.say('two')
  expect(lab.say('three', { policy: 'parallel' }).admitted.type).toBe('started')
})

test('a channel that tells refusals itself may offer the same message again', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, queueCap: 0 }
  lab.say('one')
  const offer = { dedupeKey: 'k', refusesInline: true }
  const refused = lab.say('two', offer)
  expect(refused).toMatchObject({ messageId: '', duplicate: false, admitted: { type: 'refused', why: 'full' } })
  expect(refused).toMatchObject({ started: [], cancelled: [], ended: [] })
  expect(refused.busy?.disposition).toEqual({ type: 'refused', why: 'full' })
  expect(lab.inbounds.size).toBe(1)
  lab.rules = { ...lab.rules, queueCap: 1 }
  expect(lab.say('two', offer)).toMatchObject({ duplicate: false, admitted: { type: 'queued' } })
})

test('a channel that tells a full queue itself still has other refusals told', () => {
  const lab = new Lab()
  lab.say('one')
  expect(lab.say('two', { policy: 'reject', refusesInline: true }).messageId).toBe(lab.message('two').id)
  expect(lab.pump()).toMatchObject([{ content: { latest: { type: 'refused', why: 'policy' } } }])
})

test('a refusal that only the channel tells still takes over a dead turn', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, queueCap: 0 }
  lab.say('one')
  lab.crash()
  expect(lab.say('two', { refusesInline: true }).started).toMatchObject([{ epoch: 2 }])
  expect(lab.noticeOf(lab.running).content).toMatchObject({ phase: { code: 'recovering' } })
})

test('a message never waits behind a dead turn', () => {
  const lab = new Lab()
  lab.say('one')
  lab.owner = 'node-2'
  lab.now += lab.rules.leaseMs
  const admission = lab.say('two')
  expect(admission.started).toMatchObject([{ epoch: 2, owner: 'node-2', attempts: 2, phase: { code: 'recovering' } }])
  expect(admission).toMatchObject({ admitted: { type: 'queued', position: 1 }, ended: [] })
})

test('a dead turn that has been tried too often gives way at once', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, maxAttempts: 1 }
  lab.say('one')
  lab.owner = 'node-2'
  lab.now += lab.rules.leaseMs
  const admission = lab.say('two')
  expect(admission.ended).toMatchObject([{ outcome: { type: 'failed', failure: { code: 'poison' } } }])
  expect(admission.admitted).toEqual({ type: 'started' })
})

test('when a dead turn gives way, what waited longest is next', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, maxAttempts: 1 }
  lab.say('one')
  lab.say('two')
  lab.crash()
  const admission = lab.say('three')
  expect(admission.started).toMatchObject([{ inbounds: [lab.message('two').id] }])
  expect(admission.admitted).toEqual({ type: 'queued', position: 1 })
})

test('a cancelled turn that does not stop is fenced, and its outcome is the cancel', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  lab.act('cancel')
  lab.now += lab.rules.cancelGraceMs - 1
  expect(lab.say('two')).toMatchObject({ admitted: { type: 'queued' }, ended: [] })
  lab.now += 1
  const admission = lab.say('three')
  expect(admission.ended).toMatchObject([{ id: turn.id, outcome: { type: 'cancelled', by: ANN, cause: 'person' } }])
  expect(admission.started).toMatchObject([{ inbounds: [lab.message('two').id] }])
  expect(() => lab.end({}, turn)).toThrow('stale')
})

test('what is due starts before a message is placed: the queue is as long as it then is', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, queueCap: 1 }
  lab.say('one', { album: 'a' })
  lab.now += lab.rules.albumQuietMs
  const admission = lab.say('two')
  expect(admission.started).toMatchObject([{ inbounds: [lab.message('one').id] }])
  expect(admission.admitted).toEqual({ type: 'queued', position: 1 })
  expect(admission.busy?.turnId).toBe(lab.running.id)
})

test('turns beside the lane that nobody works on are looked after by whoever is told something', () => {
  const lab = new Lab()
  lab.say('one')
  lab.act('background')
  lab.crash()
  expect(lab.say('two').started).toMatchObject([{ number: 1, epoch: 2 }, { number: 2 }])
})

test('a draining node accepts and starts nothing, not even in place of a dead turn', () => {
  const lab = new Lab()
  lab.draining = true
  const admission = lab.say('one')
  expect(admission).toMatchObject({ admitted: { type: 'queued', position: 1 }, started: [] })
  expect(admission.busy).toMatchObject({ reason: 'queue_wait', turnId: null, since: lab.now, holder: 'this node' })
  expect(lab.session).toMatchObject({ dueAt: 0, dueRoute: 'webchat:default' })
  lab.draining = false
  lab.sweep()
  lab.draining = true
  lab.crash()
  expect(lab.say('two')).toMatchObject({ started: [], ended: [], admitted: { position: 1 } })
  for (const policy of ['parallel', 'background'] as const)
    expect(lab.say('three', { policy }).admitted.type).toBe('queued')
})

test('the channel’s own log is written with the message', () => {
  const lab = new Lab()
  lab.say('zero')
  expect(lab.logs).toEqual([])
  lab.say('one', { log: (id, text) => [{ scope: 's', subject: id, body: text }] })
  expect(lab.logs).toMatchObject([{ type: 'log', scope: 's', subject: lab.message('one').id, body: 'one' }])
})

test('a failure is told, unless all messages of the turn come from chats that want none told', () => {
  const failing = (first: boolean, second: boolean): number => {
    const lab = new Lab()
    lab.say('busy')
    lab.say('one', { policy: 'collect', quietFailures: first })
    lab.say('two', { policy: 'collect', quietFailures: second })
    lab.now += lab.rules.collectQuietMs
    lab.end()
    lab.end({ outcome: BROKEN })
    return lab.pump().filter(({ content }) => content.type === 'outcome').length
  }
  expect([failing(true, true), failing(true, false), failing(false, true), failing(false, false)]).toEqual([0, 1, 1, 1])
})

test('a person is told of the turn that holds up their chat', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP, sender: BOB })
  lab.say('two', { chat: DIRECT, sender: ANN })
  expect(lab.pump()).toMatchObject([
    {
      turnId: lab.running.id,
      chat: DIRECT,
      route: 'webchat:default',
      person: ANN,
      replyTo: 'ref:two',
      content: { latest: { type: 'queued', position: 1, inboundId: lab.message('two').id } },
    },
  ])
})
