import { expect, test } from 'vitest'
import { ANN, BOB, DIRECT, GROUP, Lab } from './lab.ts'
import { amend } from './manage.ts'

const THREAD = { ...GROUP, thread: 't' }

function change(lab: Lab, ref: string, text: string | null, chat = DIRECT): boolean {
  return lab.do({}, (state, ctx) => amend(state, lab.key, { chat, ref }, text, ctx))
}

test('an edit changes a message that waits', () => {
  const lab = new Lab()
  for (const text of ['one', 'two', 'three']) lab.say(text)
  lab.say('four', { policy: 'steer' })
  expect(change(lab, 'ref:two', 'zwei')).toBe(true)
  expect(change(lab, 'ref:four', 'vier')).toBe(true)
  expect(lab.waiting).toEqual(['zwei', 'three', 'vier'])
  expect(lab.told).toEqual([])
})

test('a recall removes a message that waits, and that is said', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('two', { chat: GROUP, sender: BOB })
  lab.say('three', { chat: GROUP })
  expect(change(lab, 'ref:two', null, GROUP)).toBe(true)
  expect(lab.message('two')).toMatchObject({ state: 'dropped', dropped: 'recalled' })
  expect(lab.told).toMatchObject([
    { chat: GROUP, person: BOB, content: { type: 'info', what: 'dequeued', waiting: 1 } },
  ])
  expect(lab.told[0]).not.toHaveProperty('replyTo')
  expect(lab.noticeOf({ ...lab.running, chat: GROUP }).content).toMatchObject({ latest: { position: 1 } })
})

test('a message that has started, or is not known, is left as it is', () => {
  const lab = new Lab()
  lab.say('one')
  expect(change(lab, 'ref:one', 'eins')).toBe(false)
  expect(change(lab, 'ref:one', null)).toBe(false)
  expect(change(lab, 'ref:two', null)).toBe(false)
  expect(lab.message('one').state).toBe('claimed')
})

test('a platform’s id names a message in its own chat: a session may have several', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('mine', { ref: '7' })
  lab.say('theirs', { ref: '7', chat: GROUP, sender: ANN })
  expect(change(lab, '7', 'changed', GROUP)).toBe(true)
  expect(lab.waiting).toEqual(['mine', 'changed'])
  expect(change(lab, '7', 'no', { ...DIRECT, chat: 'c2' })).toBe(false)
  expect(change(lab, '7', 'no', { ...DIRECT, account: 'second' })).toBe(false)
})

test('a platform that does not say the thread means the message all the same', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { chat: THREAD })
  expect(change(lab, 'ref:two', 'zwei', GROUP)).toBe(true)
  expect(lab.waiting).toEqual(['zwei'])
})
