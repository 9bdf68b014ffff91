import { expect, test } from 'vitest'
import { BOB, GROUP, Lab } from './lab.ts'

test('a refusal that nobody has seen is told by itself before the notice says something else', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('two', { chat: GROUP, sender: BOB, policy: 'reject' })
  lab.say('three', { chat: GROUP })
  expect(lab.told).toMatchObject([
    { person: BOB, replyTo: 'ref:two', content: { what: 'refused', why: 'policy', cap: lab.rules.queueCap } },
  ])
  lab.say('four', { chat: GROUP })
  lab.end()
  expect(lab.told).toHaveLength(1)
})

test('two refusals that nobody has seen are told by one notice', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('two', { chat: GROUP, sender: BOB, policy: 'reject' })
  lab.say('three', { chat: GROUP, policy: 'reject' })
  expect(lab.told).toEqual([])
  expect(lab.pump()).toMatchObject([{ replyTo: 'ref:three', content: { latest: { type: 'refused' } } }])
})

test('a refusal that was seen is not told again', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'reject' })
  lab.pump()
  lab.say('three')
  lab.end()
  expect(lab.told).toEqual([])
})

test('a refusal that nobody has seen is told by itself when the turn ends', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'reject' })
  lab.end()
  expect(lab.told).toMatchObject([{ content: { what: 'refused', why: 'policy' } }])
})

test('a second refusal takes the place of the first, and answers its own message', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('two', { chat: GROUP })
  lab.pump()
  lab.say('three', { chat: GROUP, policy: 'reject' })
  expect(lab.told).toEqual([])
  expect(lab.noticeOf(lab.running)).toMatchObject({ revision: 2, replyTo: 'ref:three' })
})

test('a refusal that was seen is not told again because the notice has something newer to say', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'reject' })
  lab.pump()
  lab.report({ code: 'tool_running' })
  expect(lab.noticeOf(lab.running)).toMatchObject({ sent: 1, revision: 2 })
  lab.end()
  expect(lab.told).toEqual([])
})

test('a second refusal is told although the first one was seen', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'reject' })
  lab.pump()
  lab.say('three', { policy: 'reject' })
  expect(lab.noticeOf(lab.running)).toMatchObject({ sent: 1, revision: 2 })
  lab.end()
  expect(lab.told).toMatchObject([{ replyTo: 'ref:three', content: { what: 'refused', why: 'policy' } }])
})
