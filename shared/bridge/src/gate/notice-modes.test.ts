import { expect, test } from 'vitest'
import type { NoticeMode } from '../words/notice-mode.ts'
import { ANN, BOB, BROKEN, DIRECT, GROUP, Lab } from './lab.ts'

const MINUTE_MS = 60_000
const MODES: readonly NoticeMode[] = ['always', 'asker-only', 'first-only', 'off']

/** The modes in which a chat is told something by what `happens` in it. */
function telling(happens: (lab: Lab, notices: NoticeMode) => void): NoticeMode[] {
  return MODES.filter((notices) => {
    const lab = new Lab()
    happens(lab, notices)
    return lab.pump().length > 0
  })
}

test('a message that meets a busy turn is told at once where the chat wants to be told of its sender', () => {
  const meet = (sender: typeof ANN, chat: typeof GROUP) =>
    telling((lab, notices) => {
      lab.say('one', { chat, notices })
      lab.say('two', { chat, notices, sender })
    })
  expect(meet(ANN, GROUP)).toEqual(['always', 'asker-only', 'first-only'])
  expect(meet(BOB, GROUP)).toEqual(['always', 'first-only'])
  expect(meet(ANN, DIRECT)).toEqual(['always', 'asker-only', 'first-only'])
})

test('a lone turn that takes long is told, except where notices are off', () => {
  const slow = telling((lab, notices) => {
    lab.say('one', { notices })
    lab.now += MINUTE_MS
  })
  expect(slow).toEqual(['always', 'asker-only', 'first-only'])
})

test('a phase or a stall that would make people wonder is told, except where notices are off', () => {
  const limited = telling((lab, notices) => {
    lab.say('one', { notices })
    lab.report({ code: 'rate_limited' })
  })
  const stalled = telling((lab, notices) => {
    lab.say('one', { notices })
    lab.stall()
  })
  expect(limited).toEqual(['always', 'asker-only', 'first-only'])
  expect(stalled).toEqual(limited)
})

test('a resumed turn is told, except where notices are off', () => {
  const resumed = telling((lab, notices) => {
    lab.say('one', { notices })
    lab.crash()
    lab.sweep()
  })
  expect(resumed).toEqual(['always', 'asker-only', 'first-only'])
})

test('what loses something is told in every mode', () => {
  const failure = telling((lab, notices) => {
    lab.say('one', { notices })
    lab.end({ outcome: BROKEN })
  })
  const cancel = telling((lab, notices) => {
    lab.say('one', { notices })
    lab.act('cancel')
    lab.end()
  })
  const refusal = telling((lab, notices) => {
    lab.say('one', { chat: GROUP, notices })
    lab.say('two', { chat: GROUP, notices, sender: BOB, policy: 'reject' })
  })
  expect([failure, cancel, refusal]).toEqual([MODES, MODES, MODES])
})

test('who still waits is told of the next turn where the chat wants every turn', () => {
  const sentTo = (sender: typeof ANN) =>
    telling((lab, notices) => {
      lab.say('one', { chat: GROUP, notices })
      lab.say('two', { chat: GROUP, notices })
      lab.say('three', { chat: GROUP, notices, sender })
      lab.pump()
      lab.end()
      lab.pump()
      lab.now += lab.rules.handoverGraceMs
    })
  expect(sentTo(ANN)).toEqual(['always', 'asker-only'])
  expect(sentTo(BOB)).toEqual(['always'])
})

test('a hand-over to a chat where nobody else waits is quiet until the turn is slow', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.say('three', { chat: GROUP })
  lab.end()
  expect(lab.noticeOf(lab.running).notBefore).toBe(lab.now + lab.rules.slowAfterMs)
  lab.end()
  expect(lab.noticeOf(lab.running).notBefore).toBe(lab.now + lab.rules.slowAfterMs)
})

test('first-only still changes the notice that is there', () => {
  const lab = new Lab()
  lab.say('one', { notices: 'first-only' })
  lab.say('two', { notices: 'first-only' })
  lab.pump()
  lab.say('three', { notices: 'first-only', policy: 'steer' })
  expect(lab.pump()).toMatchObject([{ revision: 2, content: { latest: { type: 'steered' } } }])
})

test('a message that several modes meet is told by its own chat’s', () => {
  const lab = new Lab()
  lab.say('one', { notices: 'off' })
  lab.say('two', { chat: GROUP, notices: 'always' })
  expect(lab.pump()).toMatchObject([{ chat: GROUP, content: { latest: { type: 'queued' } } }])
})

test('the turn of collected messages is told as the last of them wants', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'collect', notices: 'off' })
  lab.say('three', { policy: 'collect' })
  lab.now += lab.rules.collectQuietMs
  expect(lab.end().next).not.toHaveProperty('notices')
})
