import { expect, test } from 'vitest'
import type { Outcome } from '../words/outcome.ts'
import { ANN, BOB, BOSS, GROUP, Lab } from './lab.ts'
import { finish } from './turn.ts'

function end(lab: Lab, outcome: Outcome = { type: 'completed' }) {
  const turn = lab.running
  return lab.do({ turnId: turn.id }, (state, ctx) =>
    finish(
      state,
      { session: lab.key, turnId: turn.id, epoch: turn.epoch },
      { outcome, journal: [], journalFrom: 0 },
      ctx,
    ),
  )
}

const broken: Outcome = { type: 'failed', failure: { code: 'provider_error', reference: 'r' } }

test('cancel commits, says so, and wins over an answer that comes later', () => {
  const lab = new Lab()
  lab.say('one')
  expect(lab.act('cancel')).toMatchObject({ result: 'done', cancelled: [{ phase: { code: 'cancelling' } }] })
  expect(end(lab).turn.outcome).toEqual({ type: 'cancelled', by: ANN, cause: 'person' })
})

test('the next waiting message starts when a cancelled turn ends', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.act('cancel')
  expect(end(lab).next?.inbounds).toEqual([lab.message('two').id])
})

test('a second cancel finds it finished', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.act('cancel', { turnId })
  expect(lab.act('cancel', { turnId }).result).toBe('finished')
  end(lab)
  expect(lab.act('cancel', { turnId }).result).toBe('finished')
})

test('a redelivered wish gets the same answer and does nothing', () => {
  const lab = new Lab()
  lab.say('one')
  lab.act('new', { key: 'k', via: 'text' })
  const generation = lab.session?.generation
  expect(lab.act('new', { key: 'k', via: 'text' })).toMatchObject({ result: 'done', repeated: true, cancelled: [] })
  expect(lab.session?.generation).toBe(generation)
})

test('in a group only the asker and administrators cancel; a refused tap spends nothing', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  const turnId = lab.running.id
  expect(lab.act('cancel', { turnId, chat: GROUP, person: BOB }).result).toBe('forbidden')
  expect(lab.running.spent).toEqual({})
  expect(lab.act('cancel', { turnId, chat: GROUP, person: BOSS }).result).toBe('done')
})

test('wait is per person, for anyone, and mentions each once', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  const turnId = lab.running.id
  for (const person of [ANN, BOB, ANN]) expect(lab.act('wait', { turnId, chat: GROUP, person }).result).toBe('done')
  expect(lab.running.waiters.map((person) => person.id)).toEqual(['ann', 'bob'])
})

test('who waits with a message of their own is mentioned with its answer too', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.act('wait')
  end(lab)
  expect(lab.running.waiters).toEqual([ANN])
})

test('wait against finish: there is nothing left to wait for', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  end(lab)
  expect(lab.act('wait', { turnId }).result).toBe('finished')
})

test('new cancels, drops what waits with an honest count, and begins the next generation', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.say('three')
  expect(lab.act('new')).toMatchObject({ result: 'done', dropped: 2, cancelled: [{ id: lab.running.id }] })
  expect(lab.session?.generation).toBe(2)
  expect(lab.message('two')).toMatchObject({ state: 'dropped', dropped: 'new' })
  const told = [...lab.notices.values()].find((notice) => notice.content.type === 'info')
  expect(told?.content).toMatchObject({ what: 'new_session', dropped: 2, cancelled: true })
})

test('new of an old turn’s button does not end the new session', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.act('new', { turnId })
  expect(lab.act('new', { turnId }).result).toBe('finished')
  expect(lab.session?.generation).toBe(2)
})

test('in a group new is for administrators and the asker of the running turn', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  expect(lab.act('new', { chat: GROUP, person: BOB, via: 'text' }).result).toBe('forbidden')
  expect(lab.act('new', { chat: GROUP, person: ANN, via: 'text' }).result).toBe('done')
})

test('dequeue removes the message its token binds, and only that', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.say('three')
  expect(lab.act('dequeue', { inboundId: lab.message('two').id })).toMatchObject({ result: 'done', waiting: 1 })
  expect(lab.waiting).toEqual(['three'])
})

test('dequeue in words removes the person’s latest message', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('two', { chat: GROUP })
  lab.say('three', { chat: GROUP, sender: BOB })
  lab.act('dequeue', { chat: GROUP, via: 'text' })
  expect(lab.waiting).toEqual(['three'])
})

test('nobody removes another’s message', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('two', { chat: GROUP })
  expect(lab.act('dequeue', { chat: GROUP, person: BOB, inboundId: lab.message('two').id }).result).toBe('forbidden')
})

test('dequeue against hand-over: the message has started', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  end(lab)
  expect(lab.act('dequeue', { inboundId: lab.message('two').id }).result).toBe('finished')
})

test('retry runs a failed turn’s question again, once', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  end(lab, broken)
  const retry = [lab.message('one')]
  expect(lab.act('retry', { turnId, retry })).toMatchObject({
    result: 'done',
    started: [{ inbounds: [lab.message('one').id] }],
  })
  expect(lab.turns.get(turnId)?.erased).toBe(true)
  expect(lab.act('retry', { turnId, retry }).result).toBe('finished')
})

test('a retried question goes before what waits', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.say('two')
  end(lab, broken)
  lab.say('three')
  lab.act('retry', { turnId, retry: [lab.message('one')] })
  expect(lab.waiting).toEqual(['one', 'three'])
})

test('a completed turn is not run again', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  end(lab)
  expect(lab.act('retry', { turnId, retry: [lab.message('one')] }).result).toBe('finished')
})

test('background frees the lane and keeps the turn', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.say('two')
  expect(lab.act('background', { turnId })).toMatchObject({
    result: 'done',
    task: 1,
    started: [{ inbounds: [lab.message('two').id] }],
  })
  expect(lab.turns.get(turnId)).toMatchObject({ kind: 'background', state: 'running' })
  expect(lab.act('background', { turnId }).result).toBe('finished')
})

test('a task is cancelled by its number', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'background' })
  expect(lab.act('cancel', { task: 1, via: 'text' }).cancelled).toMatchObject([
    { number: 1, cancel: { cause: 'task' } },
  ])
  expect(lab.act('cancel', { task: 9, via: 'text' })).toMatchObject({ result: 'finished', idle: true })
})

test('words to an idle session are answered by a notice, in the same transaction', () => {
  const lab = new Lab()
  lab.act('cancel', { via: 'text', answersInline: false })
  expect([...lab.notices.values()].map((notice) => notice.content)).toEqual([{ type: 'info', what: 'nothing_running' }])
})

test('a tap writes no notice: the platform shows its answer', () => {
  const lab = new Lab()
  lab.act('cancel', { via: 'tap', answersInline: false })
  expect(lab.notices.size).toBe(0)
})
