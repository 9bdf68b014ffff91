import { expect, test } from 'vitest'
import type { Attachment } from '../words/inbound.ts'
import { POLICIES } from '../words/policy.ts'
import { GROUP, Lab } from './lab.ts'
import { hold } from './manage.ts'

test('at an idle session a message starts at once, whatever the policy', () => {
  for (const policy of POLICIES) {
    const lab = new Lab()
    expect(lab.say('one', { policy }).admitted.type).toBe('started')
    expect(lab.running.kind).toBe('foreground')
  }
})

test('queue: messages run in order, each its own turn', () => {
  const lab = new Lab()
  for (const text of ['one', 'two', 'three']) lab.say(text)
  expect(lab.end().next?.inbounds).toEqual([lab.message('two').id])
  expect(lab.end().next?.inbounds).toEqual([lab.message('three').id])
  expect(lab.end().next).toBeUndefined()
})

test('reject refuses and does not keep', () => {
  const lab = new Lab()
  lab.say('one')
  expect(lab.say('two', { policy: 'reject' }).admitted).toEqual({ type: 'refused', why: 'policy' })
  expect(lab.message('two')).toMatchObject({ state: 'dropped', dropped: 'policy' })
  expect(lab.waiting).toEqual([])
  expect(lab.noticeOf(lab.running).notBefore).toBe(lab.now)
})

test('reject refuses at another surface’s run, and queues where only messages wait', () => {
  const lab = new Lab()
  lab.do({}, (s, ctx) => hold(s, lab.key, 'run', lab.now + 1_000, ctx))
  expect(lab.say('one', { policy: 'reject' }).admitted).toEqual({ type: 'refused', why: 'policy' })
  expect(lab.told).toMatchObject([{ content: { what: 'refused', why: 'policy' } }])
  const other = new Lab()
  other.draining = true
  other.say('one', { policy: 'reject' })
  expect(other.say('two', { policy: 'reject' }).admitted).toEqual({ type: 'queued', position: 2 })
})

test('collect makes one turn of what waits, after a quiet window', () => {
  const lab = new Lab()
  lab.say('one')
  expect(lab.say('two', { policy: 'collect' }).busy?.disposition.type).toBe('collecting')
  lab.now += 1_000
  lab.say('three', { policy: 'collect' })
  const due = lab.now + lab.rules.collectQuietMs
  expect(lab.message('two').dueAt).toBe(due)
  expect(lab.end().next).toBeUndefined()
  expect(lab.session?.dueAt).toBe(due)
  lab.now = due
  expect(lab.sweep().started).toMatchObject([{ inbounds: [lab.message('two').id, lab.message('three').id] }])
})

test('a message that was queued does not wait longer for one that is collected after it', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.say('three', { policy: 'collect' })
  expect(lab.end().next?.inbounds).toEqual([lab.message('two').id])
})

test('collected messages are answered where and whom the last of them came from', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('first words', { chat: GROUP, policy: 'collect' })
  lab.say('more words', { chat: GROUP, policy: 'collect' })
  lab.say('last words', { chat: GROUP, policy: 'collect', sender: { id: 'eve' } })
  lab.now += lab.rules.collectQuietMs
  expect(lab.end().next).toMatchObject({
    title: 'first words',
    replyTo: 'ref:last words',
    asker: { id: 'eve' },
    chat: GROUP,
  })
})

test('what is to interrupt waits for the window of what is collected behind it, for they become one turn', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'interrupt' })
  lab.say('three', { policy: 'collect' })
  const due = lab.now + lab.rules.collectQuietMs
  expect(lab.end().next).toBeUndefined()
  expect(lab.session?.dueAt).toBe(due)
  lab.now = due
  expect(lab.sweep().started).toMatchObject([{ inbounds: [lab.message('two').id, lab.message('three').id] }])
})

test('a message between turn end and collect due joins the window, and nobody is busy', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'collect' })
  lab.end()
  lab.now += 500
  const { admitted, busy } = lab.say('three', { policy: 'collect' })
  expect(admitted.type).toBe('collecting')
  expect(busy).toBeUndefined()
  expect(lab.session?.dueAt).toBe(lab.now + lab.rules.collectQuietMs)
})

test('collected at another surface’s run, a message does meet a busy session', () => {
  const lab = new Lab()
  lab.do({}, (s, ctx) => hold(s, lab.key, 'run', lab.now + 60_000, ctx))
  expect(lab.say('one', { policy: 'collect' }).busy?.holder).toBe('another surface')
})

test('interrupt cancels the running turn and lets what comes next be one turn', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  const admission = lab.say('two', { policy: 'interrupt' })
  expect(lab.say('three', { policy: 'rollback' }).cancelled).toEqual([])
  expect(admission.admitted).toEqual({ type: 'interrupting', turnId: turn.id })
  expect(admission.cancelled).toMatchObject([{ id: turn.id }])
  expect(lab.running).toMatchObject({
    cancel: { cause: 'interrupt', by: { id: 'ann' }, at: lab.now },
    phase: { code: 'cancelling' },
  })
  const { next, turn: ended } = lab.end()
  expect(ended.outcome).toMatchObject({ type: 'cancelled', cause: 'interrupt' })
  expect(ended).not.toHaveProperty('erased')
  expect(next?.inbounds).toEqual([lab.message('two').id, lab.message('three').id])
})

test('rollback leaves no trace in the context, where the gateway can; else it interrupts', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'rollback' })
  expect(lab.end().turn).toMatchObject({ erased: true, outcome: { type: 'cancelled', cause: 'rollback' } })
  lab.capabilities = { ...lab.capabilities, erase: false }
  lab.say('three', { policy: 'rollback' })
  const { turn } = lab.end()
  expect(turn.outcome).toMatchObject({ type: 'cancelled', cause: 'interrupt' })
  expect(turn).not.toHaveProperty('erased')
})

test('where nothing runs there is nothing to interrupt, or to give a message to', () => {
  for (const policy of ['interrupt', 'rollback', 'steer', 'parallel', 'background'] as const) {
    const lab = new Lab()
    lab.do({}, (s, ctx) => hold(s, lab.key, 'run', lab.now + 1_000, ctx))
    expect(lab.say('one', { policy })).toMatchObject({ admitted: { type: 'queued', position: 1 }, cancelled: [] })
  }
})

test('steer gives the message to the running turn, and back to the queue’s head when it was not read', () => {
  const lab = new Lab()
  lab.say('one')
  expect(lab.say('two', { policy: 'steer' }).admitted).toEqual({ type: 'steered', turnId: lab.running.id })
  lab.say('three')
  expect(lab.end().next?.inbounds).toEqual([lab.message('two').id])
})

test('steer is queue where the gateway cannot, where the turn is being stopped, and for what is more than words', () => {
  const attachments: Attachment[] = [{ kind: 'image', ref: 'file' }]
  const unable = new Lab()
  unable.capabilities = { ...unable.capabilities, steer: false }
  const stopping = new Lab()
  for (const lab of [unable, stopping]) lab.say('one')
  stopping.act('cancel')
  for (const lab of [unable, stopping]) expect(lab.say('two', { policy: 'steer' }).admitted.type).toBe('queued')
  const lab = new Lab()
  lab.say('one')
  expect(lab.say('two', { policy: 'steer', attachments }).admitted.type).toBe('queued')
})

test('parallel starts a second turn beside the lane, whatever waits', () => {
  const lab = new Lab()
  const first = lab.say('one').started[0]
  lab.say('two')
  const second = lab.say('three', { policy: 'parallel' }).started[0]
  expect(second).toMatchObject({ kind: 'parallel', beside: first?.id, number: 2 })
  expect(first).not.toHaveProperty('beside')
  expect(lab.running.id).toBe(first?.id)
})

test('background moves the running turn out of the lane, and says so', () => {
  const lab = new Lab()
  const first = lab.say('one').started[0]
  const second = lab.say('two', { policy: 'background' }).started[0]
  expect(lab.turns.get(first?.id ?? '')?.kind).toBe('background')
  expect(lab.running).toMatchObject({ id: second?.id, kind: 'foreground' })
  expect(lab.told).toMatchObject([{ person: { id: 'ann' }, content: { what: 'background', number: 1 } }])
  lab.say('three', { policy: 'background', notices: 'off' })
  expect(lab.told).toHaveLength(1)
})

test('background does not pass what waits', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'steer' })
  expect(lab.say('three', { policy: 'background' }).admitted.type).toBe('queued')
  lab.checkpoint([])
  lab.act('dequeue', { via: 'text' })
  expect(lab.say('four', { policy: 'background' }).admitted.type).toBe('started')
})

test('parallel and background are queue where the gateway cannot, and beyond what may run beside the lane', () => {
  for (const policy of ['parallel', 'background'] as const) {
    const unable = new Lab()
    unable.capabilities = { ...unable.capabilities, parallel: false }
    unable.say('one')
    expect(unable.say('two', { policy }).admitted.type).toBe('queued')
    const full = new Lab()
    full.rules = { ...full.rules, maxBeside: 1 }
    full.say('one')
    expect(full.say('two', { policy }).admitted.type).toBe('started')
    expect(full.say('three', { policy }).admitted.type).toBe('queued')
  }
})

test('the session’s own policy goes before the configured one, unless the operator fixed the chat’s', () => {
  const lab = new Lab()
  lab.say('one')
  if (lab.session !== null) lab.session = { ...lab.session, policy: 'reject' }
  expect(lab.say('two').admitted.type).toBe('refused')
  expect(lab.say('three', { policyFixed: true }).admitted.type).toBe('queued')
})
