import { expect, test } from 'vitest'
import { BOB, GROUP, Lab } from './lab.ts'

test('dequeue removes the message its token binds, and only that', () => {
  const lab = new Lab()
  for (const text of ['one', 'two', 'three', 'four']) lab.say(text)
  expect(lab.act('dequeue', { inboundId: lab.message('three').id })).toMatchObject({
    result: 'done',
    dropped: 1,
    waiting: 2,
  })
  expect(lab.waiting).toEqual(['two', 'four'])
  expect(lab.message('three')).toMatchObject({ state: 'dropped', dropped: 'dequeued' })
})

test('dequeue in words removes the person’s latest message of this chat', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('two', { chat: GROUP })
  lab.say('three', { chat: GROUP, sender: BOB })
  lab.say('four')
  lab.act('dequeue', { chat: GROUP, via: 'text' })
  expect(lab.waiting).toEqual(['three', 'four'])
})

test('what is left in the queue decides which node may start it', () => {
  const lab = new Lab()
  lab.draining = true
  lab.say('one')
  lab.say('two', { chat: GROUP })
  lab.act('dequeue', { via: 'text' })
  expect(lab.session).toMatchObject({ dueAt: 0, dueRoute: 'telegram:default' })
})

test('a message that waits to be given to the running turn can be removed too', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'steer' })
  expect(lab.act('dequeue', { via: 'text' })).toMatchObject({ result: 'done', waiting: 0 })
  expect(lab.checkpoint([])).toEqual([])
})

test('nobody removes another’s message', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('two', { chat: GROUP })
  expect(lab.act('dequeue', { chat: GROUP, person: BOB, inboundId: lab.message('two').id }).result).toBe('forbidden')
  expect(lab.act('dequeue', { chat: GROUP, person: BOB, via: 'text' })).toMatchObject({
    result: 'finished',
    idle: false,
  })
  expect(lab.waiting).toEqual(['two'])
})

test('dequeue against hand-over: the message has started', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.end()
  expect(lab.act('dequeue', { inboundId: lab.message('two').id })).toMatchObject({ result: 'finished', dropped: 0 })
  expect(lab.message('two').state).toBe('claimed')
})

test('only an idle session says that nothing runs', () => {
  const lab = new Lab()
  expect(lab.act('dequeue', { via: 'text' })).toMatchObject({ result: 'finished', idle: true })
  lab.say('one')
  expect(lab.act('dequeue', { via: 'text' })).toMatchObject({ result: 'finished', idle: false })
  const waiting = new Lab()
  waiting.draining = true
  waiting.say('one', { chat: GROUP })
  expect(waiting.act('dequeue', { via: 'text', person: BOB })).toMatchObject({ result: 'finished', idle: false })
})
