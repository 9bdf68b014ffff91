import type { Notice, Reply } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { eventFrame, partialFrame, storedChoices, storedNotice, storedReply, userMessageWrite } from './encode.ts'
import { MAX_FRAME_BYTES, MAX_REPLY_TEXT } from './limits.ts'
import { parseStored } from './stored-event.ts'

const chat = { channel: 'webchat', account: 'default', kind: 'direct', chat: 'c' } as const

const reply: Reply = {
  chat,
  messageId: 'a1',
  part: 0,
  parts: 1,
  text: '**done**',
  replyTo: 'm1',
  mention: [],
  idempotencyKey: 'k',
}

const notice: Notice = {
  noticeId: 'n1',
  chat,
  revision: 3,
  kind: 'busy',
  state: 'live',
  reason: 'tool_running',
  text: 'Using a tool',
  queuePosition: 2,
  elapsedMs: 5000,
  buttons: [{ action: 'cancel', label: 'Cancel', token: 't', style: 'danger' }],
  replyTo: 'm1',
  locale: 'en',
}

test("the person's message is logged under the id it was accepted by", () => {
  const { subject, body } = userMessageWrite('scope', 'm1', 'hi')
  const stored = parseStored(body)
  expect(subject).toBe('m1')
  expect(stored && eventFrame(7, stored, 0)).toEqual({
    type: 'message',
    id: 7,
    messageId: 'm1',
    role: 'user',
    text: 'hi',
    revision: 1,
    state: 'final',
  })
})

test('an answer names its question', () => {
  const frame = eventFrame(9, storedReply(reply), 0)
  expect(frame).toEqual({
    type: 'message',
    id: 9,
    messageId: 'a1',
    role: 'agent',
    text: '**done**',
    revision: 9,
    state: 'final',
    replyTo: 'm1',
  })
})

test('an answer somebody waited for says so', () => {
  expect(eventFrame(9, storedReply({ ...reply, mention: [{ id: 'c' }] }), 0)).toMatchObject({ mention: true })
})

test('buttons below an answer are a closed notice that survives the store; links stand in the text', () => {
  const buttons = [
    { label: 'Yes', style: 'primary', token: 'h.1' },
    { label: '[Notes]', style: 'secondary', url: 'https://e.example/' },
  ] as const
  const choices = storedChoices({ ...reply, buttons }, 'Choose:', 5)
  expect(choices && parseStored(choices)).toMatchObject({
    kind: 'info',
    state: 'closed',
    text: 'Choose:',
    actions: [{ action: 'choice-1', label: 'Yes', token: 'h.1', style: 'primary' }],
  })
  expect(storedReply({ ...reply, buttons }).text).toBe('**done**\n\n[Notes](https://e.example/)')
  expect(storedChoices(reply, 'Choose:', 5)).toBe(null)
})

test('the second part of an answer is a message of its own', () => {
  expect(storedReply({ ...reply, part: 1, parts: 2 }).messageId).not.toBe(storedReply(reply).messageId)
})

test('the final revision is later than any streamed one, also of a process before', () => {
  const last = partialFrame(41, { chat, messageId: 'a1', text: 'do' })
  expect(eventFrame(42, storedReply(reply), 0)).toMatchObject({ revision: 42 })
  expect(last).toMatchObject({ revision: 41, state: 'partial', messageId: 'a1' })
})

test('a notice carries everything the card shows', () => {
  expect(eventFrame(9, storedNotice(notice, 1000), 1000)).toEqual({
    type: 'notice',
    id: 9,
    noticeId: 'n1',
    revision: 3,
    kind: 'busy',
    state: 'live',
    reason: 'tool_running',
    text: 'Using a tool',
    queuePosition: 2,
    elapsedMs: 5000,
    actions: [{ action: 'cancel', label: 'Cancel', token: 't', style: 'danger' }],
    replyTo: 'm1',
  })
})

test('a live notice that is replayed later has been running on', () => {
  expect(eventFrame(9, storedNotice(notice, 1000), 61_000)).toMatchObject({ elapsedMs: 65_000 })
  expect(eventFrame(9, storedNotice({ ...notice, state: 'closed' }, 1000), 61_000)).toMatchObject({ elapsedMs: 5000 })
})

test.for(['x', 'я', '中', '"', '\n', '😀', '\ud800', '\u0001'])('the longest answer of %j fits a frame', (unit) => {
  const text = unit.repeat(MAX_REPLY_TEXT / unit.length)
  const messageId = 'x'.repeat(100)
  const long = { ...reply, text, messageId, replyTo: messageId, mention: [{ id: 'c' }] }
  const frames = [
    eventFrame(Number.MAX_SAFE_INTEGER, storedReply(long), 0),
    partialFrame(Number.MAX_SAFE_INTEGER, long),
  ]
  for (const frame of frames) expect(Buffer.byteLength(JSON.stringify(frame))).toBeLessThanOrEqual(MAX_FRAME_BYTES)
})

test('a streamed text that outgrows a message stays where it was, at a whole character', () => {
  const frame = partialFrame(1, { chat, messageId: 'a1', text: `${'x'.repeat(MAX_REPLY_TEXT - 1)}😀 and more` })
  expect(frame.text).toBe('x'.repeat(MAX_REPLY_TEXT - 1))
})

test('a log entry of another version is not taken for an event', () => {
  expect(parseStored({ type: 'poll', question: '?' })).toBeNull()
  expect(parseStored(null)).toBeNull()
})
