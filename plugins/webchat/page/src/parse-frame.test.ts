import { expect, test } from 'vitest'
import { parseFrame } from './parse-frame.ts'

function parse(frame: unknown) {
  return parseFrame(JSON.stringify(frame))
}

test.each([['no json'], ['null'], ['[]'], ['{}'], ['{"type":"from the future"}'], ['{"type":"message","id":"1"}']])(
  'what is not a known frame is nothing: %s',
  (text) => {
    expect(parseFrame(text)).toBeNull()
  },
)

test('an answer carries its question and the wish to be told', () => {
  const frame = { type: 'message', id: 3, messageId: 'a', role: 'agent', text: 'hi', revision: 1, state: 'final' }
  expect(parse(frame)).toEqual({ ...frame, mention: false })
  expect(parse({ ...frame, replyTo: 'q', mention: true })).toEqual({ ...frame, replyTo: 'q', mention: true })
})

test('a notice keeps its usable buttons; a style from the future is a plain one', () => {
  const frame = {
    type: 'notice',
    id: 4,
    noticeId: 'n',
    revision: 2,
    kind: 'busy',
    state: 'live',
    reason: 'tool_running',
    text: 'Using a tool',
    queuePosition: 1,
    elapsedMs: 20,
    actions: [{ action: 'cancel', label: 'Cancel', token: 't', style: 'glowing' }, { label: 'no action' }],
  }
  expect(parse(frame)).toEqual({
    ...frame,
    actions: [{ action: 'cancel', label: 'Cancel', token: 't', style: 'secondary' }],
  })
})

test('a toast for a command may name no notice', () => {
  expect(parse({ type: 'toast', result: 'done', text: 'Stopping.' })).toEqual({
    type: 'toast',
    result: 'done',
    text: 'Stopping.',
  })
  expect(parse({ type: 'toast', result: 'maybe', text: '' })).toBeNull()
})

test('an error keeps what it is about', () => {
  const frame = { type: 'error', code: 'rate_limited', clientId: 'c', retryAfterMs: 900, text: 'Slow down.' }
  expect(parse(frame)).toEqual(frame)
  expect(parse({ type: 'error', code: 'bad_frame' })).toEqual({ type: 'error', code: 'bad_frame', text: 'bad_frame' })
})
