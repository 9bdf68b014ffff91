import { expect, test } from 'vitest'
import type { NoticeRecord } from '../store/records.ts'
import { ANN, BOB, DIRECT, GROUP, Lab } from './lab.ts'
import { hold, unhold } from './manage.ts'

const HOLD_MS = 60_000

function heldLab(): Lab {
  const lab = new Lab()
  lab.do({}, (state, ctx) => hold(state, lab.key, 'run-1', lab.now + HOLD_MS, ctx))
  return lab
}

function live(lab: Lab): NoticeRecord[] {
  return [...lab.notices.values()].filter(({ state }) => state === 'live')
}

test('a message that meets another surface’s run waits, and is told so at once', () => {
  const lab = heldLab()
  const { busy, started } = lab.say('hello')
  expect(started).toEqual([])
  expect(busy).toMatchObject({ holder: 'another surface', turnId: null, queuePosition: 1 })
  expect(live(lab)).toMatchObject([
    { notBefore: lab.now, content: { type: 'busy', elsewhere: true, latest: { type: 'queued', position: 1 } } },
  ])
})

test('a notice of another surface’s run says who is told, what goes on and since when', () => {
  const lab = heldLab()
  lab.say('hello', { chat: GROUP, sender: BOB })
  const [notice] = live(lab)
  expect(notice).toMatchObject({ chat: GROUP, route: 'telegram:default', person: BOB, replyTo: 'ref:hello' })
  expect(notice?.content).toMatchObject({ phase: { code: 'queue_wait', since: lab.now }, startedAt: lab.now })
})

test('each chat that waits for another surface has a notice of its own', () => {
  const lab = heldLab()
  lab.say('one')
  lab.say('two', { chat: GROUP })
  expect(live(lab).map(({ chat }) => chat.chat)).toEqual(['c1', 'g1'])
  lab.pump()
  lab.say('three', { policy: 'collect' })
  expect(lab.pump()).toMatchObject([{ chat: DIRECT, revision: 2, content: { latest: { type: 'collecting' } } }])
})

test('a notice that stands by itself goes with the last message of its chat, and only then', () => {
  const lab = heldLab()
  lab.say('one')
  lab.say('two')
  lab.say('three', { chat: GROUP })
  lab.pump()
  lab.act('dequeue', { via: 'text' })
  expect(lab.pump()).toMatchObject([
    { chat: DIRECT, state: 'live', content: { latest: { position: 1 } } },
    { chat: GROUP, state: 'live', content: { latest: { position: 2 } } },
  ])
  lab.act('dequeue', { via: 'text' })
  expect(lab.pump().filter(({ chat }) => chat.chat === 'c1')).toMatchObject([{ state: 'closed', revision: 3 }])
  expect(live(lab)).toMatchObject([{ chat: GROUP, content: { latest: { position: 1 } } }])
})

test('a notice of another surface’s run that nobody has seen closes unseen', () => {
  const lab = heldLab()
  lab.say('one')
  lab.act('new')
  expect(lab.pump().map(({ content }) => content.type)).toEqual(['info'])
})

test('several messages of a chat share the notice, and the next turn takes it over', () => {
  const lab = heldLab()
  lab.say('one')
  lab.say('two')
  const [notice] = live(lab)
  expect(live(lab)).toHaveLength(1)
  expect(notice).toMatchObject({ content: { latest: { position: 2 } } })
  lab.do({}, (state, ctx) => unhold(state, lab.key, 'run-1', ctx))
  expect(live(lab)).toMatchObject([{ id: notice?.id, turnId: lab.running.id }])
})

test('a run that is not the holder’s frees nothing', () => {
  const lab = heldLab()
  lab.say('hello')
  expect(lab.do({}, (state, ctx) => unhold(state, lab.key, 'run-2', ctx))).toEqual([])
  expect(lab.waiting).toEqual(['hello'])
})

test('a hold that nobody ends is over with its time', () => {
  const lab = heldLab()
  lab.now += HOLD_MS + 1
  expect(lab.say('hello').started).toHaveLength(1)
})

test('notices that are off say nothing about other surfaces', () => {
  const lab = heldLab()
  lab.say('hello', { notices: 'off' })
  expect([...lab.notices.values()]).toEqual([])
})

test('a message that comes while the service goes down is told that it is kept', () => {
  const lab = new Lab()
  lab.draining = true
  lab.say('hello', { sender: ANN })
  expect([...lab.notices.values()]).toMatchObject([
    { content: { type: 'info', what: 'kept' }, person: ANN, chat: DIRECT, replyTo: 'ref:hello' },
  ])
  lab.say('more', { notices: 'off' })
  expect(lab.told).toHaveLength(1)
})
