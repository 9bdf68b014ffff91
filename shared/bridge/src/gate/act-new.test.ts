import { expect, test } from 'vitest'
import { ANN, BOB, BOSS, BROKEN, DIRECT, GROUP, Lab } from './lab.ts'

test('new cancels, drops what waits with an honest count, and begins the next generation', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.say('three', { policy: 'steer' })
  expect(lab.act('new', { replyTo: 'r' })).toMatchObject({ result: 'done', dropped: 2, cancelled: [lab.running] })
  expect(lab.running).toMatchObject({ cancel: { by: ANN, cause: 'new' }, generation: 1 })
  expect(lab.session?.generation).toBe(2)
  for (const text of ['two', 'three']) expect(lab.message(text)).toMatchObject({ state: 'dropped', dropped: 'new' })
  expect(lab.told).toMatchObject([
    { chat: DIRECT, person: ANN, replyTo: 'r', content: { what: 'new_session', dropped: 2, cancelled: true } },
  ])
})

test('new at an idle session cancels nothing, and says so', () => {
  const lab = new Lab()
  expect(lab.act('new')).toMatchObject({ result: 'done', dropped: 0, cancelled: [] })
  expect(lab.told).toMatchObject([{ content: { what: 'new_session', dropped: 0, cancelled: false } }])
})

test('new leaves a cancel as it is that is already being carried out', () => {
  const lab = new Lab()
  lab.say('one')
  lab.act('cancel')
  expect(lab.act('new').cancelled).toEqual([])
  expect(lab.end().turn.outcome).toMatchObject({ cause: 'person' })
})

test('turns beside the lane outlive new', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.act('background')
  lab.say('two')
  expect(lab.act('new').cancelled).toMatchObject([{ number: 2 }])
  expect(lab.turns.get(turnId)?.cancel).toBeUndefined()
})

test('what follows new belongs to the new session, and starts when the old turn is gone', () => {
  const lab = new Lab()
  lab.say('one')
  lab.act('new')
  lab.say('two')
  expect(lab.end().next).toMatchObject({ generation: 2, inbounds: [lab.message('two').id] })
})

test('new of an old turn’s button does not end the new session', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.act('new')
  lab.end()
  lab.say('two')
  expect(lab.act('new', { turnId })).toMatchObject({ result: 'finished', cancelled: [] })
  expect(lab.session?.generation).toBe(2)
})

test('new is spent with the turn it was offered for, by whoever uses it first', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.act('new', { turnId })
  expect(lab.turns.get(turnId)?.spent).toEqual({ new: 'ann' })
  expect(lab.act('new', { turnId, person: BOB }).result).toBe('finished')
  expect(lab.told).toHaveLength(1)
})

test('in a group new is for administrators and the asker of the running turn', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  expect(lab.act('new', { chat: GROUP, person: BOB, via: 'text' }).result).toBe('forbidden')
  expect(lab.session?.generation).toBe(1)
  expect(lab.act('new', { chat: GROUP, person: ANN, via: 'text' }).result).toBe('done')
  expect(lab.act('new', { chat: GROUP, person: BOSS, via: 'text' }).result).toBe('done')
})

test('in an idle group new is for administrators, and by its button for the asker of a failed turn', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  const turnId = lab.running.id
  lab.end({ outcome: BROKEN })
  expect(lab.act('new', { chat: GROUP, person: ANN, via: 'text' }).result).toBe('forbidden')
  expect(lab.act('new', { chat: GROUP, person: BOB, turnId }).result).toBe('forbidden')
  expect(lab.act('new', { chat: GROUP, person: ANN, turnId }).result).toBe('done')
})

test('every chat that loses something by new is told, with its own count', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('two', { chat: GROUP, sender: BOB })
  lab.say('three')
  lab.say('four')
  expect(lab.act('new', { person: BOSS, replyTo: 'r' }).dropped).toBe(3)
  expect(lab.told).toMatchObject([
    { chat: GROUP, content: { what: 'new_session', dropped: 1, cancelled: true } },
    { chat: DIRECT, person: BOSS, replyTo: 'r', content: { what: 'new_session', dropped: 2, cancelled: true } },
  ])
  expect(lab.told[0]).not.toHaveProperty('person')
})

test('the chat whose turn is stopped by new in another chat is told', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.act('new')
  lab.end()
  expect(lab.pump().map(({ chat, content }) => [chat.chat, content.type])).toEqual([
    ['g1', 'info'],
    ['c1', 'info'],
  ])
})

test('the buttons of an earlier failure end with the session they belong to', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  lab.end({ outcome: BROKEN })
  lab.pump()
  expect(lab.noticeOf(turn)).toMatchObject({ state: 'live', content: { type: 'outcome', offer: true } })
  lab.act('new')
  expect(lab.noticeOf(turn)).toMatchObject({ state: 'closed', content: { type: 'outcome', offer: false } })
})
