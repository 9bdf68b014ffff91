import { expect, test } from 'vitest'
import { BOB, BROKEN, GROUP, Lab } from './lab.ts'

/** A session whose first turn has failed. */
function failed(more: Parameters<Lab['say']>[1] = {}): { lab: Lab; turnId: string } {
  const lab = new Lab()
  lab.say('one', more)
  const turnId = lab.running.id
  lab.end({ outcome: BROKEN })
  return { lab, turnId }
}

test('retry runs a failed turn’s question again, once, and the failure leaves no trace', () => {
  const { lab, turnId } = failed()
  const retry = [lab.message('one')]
  expect(lab.act('retry', { turnId, retry })).toMatchObject({
    result: 'done',
    started: [{ inbounds: [lab.message('one').id], attempts: 1, number: 2 }],
  })
  expect(lab.turns.get(turnId)).toMatchObject({ erased: true, spent: { retry: 'ann' } })
  expect(lab.act('retry', { turnId, retry })).toMatchObject({ result: 'finished', idle: false, started: [] })
})

test('a turn that a restart interrupted can be tried again', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.end({ outcome: { type: 'interrupted', cause: 'restart' } })
  expect(lab.act('retry', { turnId, retry: [lab.message('one')] }).result).toBe('done')
})

test('a retried question goes before what waits', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.say('two')
  lab.end({ outcome: BROKEN })
  lab.say('three')
  expect(lab.act('retry', { turnId, retry: [lab.message('one')] }).started).toEqual([])
  expect(lab.waiting).toEqual(['one', 'three'])
})

test('retry takes the buttons of its own failure away, and of no other', () => {
  const lab = new Lab()
  const first = lab.say('one').started[0] ?? lab.running
  const second = lab.say('two', { policy: 'parallel' }).started[0] ?? lab.running
  for (const turn of [first, second]) lab.end({ outcome: BROKEN }, turn)
  lab.pump()
  lab.act('retry', { turnId: first.id, retry: [lab.message('one')] })
  expect(lab.noticeOf(first)).toMatchObject({ state: 'closed', revision: 2, content: { offer: false } })
  expect(lab.noticeOf(second)).toMatchObject({ state: 'live', revision: 1, content: { offer: true } })
})

test('messages that were answered together are tried together', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'collect' })
  lab.say('three', { policy: 'collect' })
  lab.now += lab.rules.collectQuietMs
  const turnId = lab.end().next?.id ?? ''
  lab.end({ outcome: BROKEN })
  const retry = [lab.message('two'), lab.message('three')]
  expect(lab.act('retry', { turnId, retry }).started).toMatchObject([{ inbounds: retry.map(({ id }) => id) }])
})

test('a message that was given to a failed turn is tried with it', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('more', { policy: 'steer' })
  lab.checkpoint([])
  const turnId = lab.running.id
  lab.end({ outcome: BROKEN })
  const retry = [lab.message('one'), lab.message('more')]
  expect(lab.act('retry', { turnId, retry }).started).toMatchObject([{ inbounds: retry.map(({ id }) => id) }])
})

test('one message that is tried again takes no other along', () => {
  const { lab, turnId } = failed()
  lab.say('two')
  lab.say('three', { policy: 'interrupt' })
  lab.act('retry', { turnId, retry: [lab.message('one')] })
  expect(lab.end().next?.inbounds).toEqual([lab.message('one').id])
})

test('what completed or was cancelled is not run again', () => {
  for (const outcome of [{ type: 'completed' }, { type: 'cancelled', by: null, cause: 'person' }] as const) {
    const lab = new Lab()
    lab.say('one')
    const turnId = lab.running.id
    lab.end({ outcome })
    expect(lab.act('retry', { turnId, retry: [lab.message('one')] })).toMatchObject({ result: 'finished', idle: false })
  }
})

test('a running turn is not started twice', () => {
  const lab = new Lab()
  lab.say('one')
  expect(lab.act('retry', { turnId: lab.running.id, retry: [lab.message('one')] }).result).toBe('finished')
})

test('what failed before /new stays in the old session', () => {
  const { lab, turnId } = failed()
  lab.act('new')
  expect(lab.act('retry', { turnId, retry: [lab.message('one')] })).toMatchObject({ result: 'finished', idle: false })
})

test('there is nothing to try where nothing has run, or its messages are gone', () => {
  expect(new Lab().act('retry')).toMatchObject({ result: 'finished', idle: true })
  const { lab, turnId } = failed()
  expect(lab.act('retry', { retry: [lab.message('one')] })).toMatchObject({ result: 'finished', idle: true })
  expect(lab.act('retry', { turnId })).toMatchObject({ result: 'finished', idle: true })
  expect(lab.act('retry', { turnId, retry: [] })).toMatchObject({ result: 'finished', idle: true })
  expect(lab.turns.get(turnId)?.spent).toEqual({})
})

test('another’s question is not tried again', () => {
  const { lab, turnId } = failed({ chat: GROUP })
  const retry = [lab.message('one')]
  expect(lab.act('retry', { turnId, retry, chat: GROUP, person: BOB }).result).toBe('forbidden')
  expect(lab.turns.get(turnId)?.spent).toEqual({})
})
