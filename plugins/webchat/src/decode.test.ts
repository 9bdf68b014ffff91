import { expect, test } from 'vitest'
import { decodeFrame } from './decode.ts'
import { MAX_FRAME_BYTES, MAX_ID_LENGTH, MAX_TEXT_BYTES } from './limits.ts'

const decoded = (frame: unknown) => decodeFrame(JSON.stringify(frame))

test('a hello of a new chat', () => {
  const frame = { type: 'hello', chat: null, resumeFrom: null, locale: 'ru' }
  expect(decoded(frame)).toEqual({ ok: true, frame })
})

test('a hello may leave out where to resume and the language', () => {
  expect(decoded({ type: 'hello', chat: 'c' })).toEqual({
    ok: true,
    frame: { type: 'hello', chat: 'c', resumeFrom: null, locale: null },
  })
})

test.for([
  ['zh_cn', 'zh-CN'],
  ['EN-us', 'en-US'],
  ['', null],
  ['not a language', null],
  ['x'.repeat(1000), null],
])('the language %j of a hello is read as %j', ([locale, read]) => {
  expect(decoded({ type: 'hello', chat: null, resumeFrom: null, locale })).toMatchObject({ frame: { locale: read } })
})

test('a message keeps its line breaks and loses what cannot be kept', () => {
  const text = 'one\r\ntwo\tthree\u0000\u001b[31m \ud800'
  expect(decoded({ type: 'send', clientId: 'a', text })).toMatchObject({
    frame: { text: 'one\ntwo\tthree[31m \ufffd' },
  })
})

test('a tap is read whatever its action and token are', () => {
  const frame = { type: 'tap', noticeId: 'n', action: 'explode', token: 'forged' }
  expect(decoded(frame)).toEqual({ ok: true, frame })
})

test('fields of a later protocol are ignored', () => {
  expect(decoded({ type: 'send', clientId: 'a', text: 'hi', mood: 'fine' })).toEqual({
    ok: true,
    frame: { type: 'send', clientId: 'a', text: 'hi' },
  })
})

test.for([
  '',
  'hello',
  '{',
  'null',
  '[]',
  '"send"',
  '{"type":"shout"}',
  '{"type":"hello"}',
  '{"type":"hello","chat":7,"resumeFrom":null,"locale":"en"}',
  '{"type":"hello","chat":null,"resumeFrom":-1,"locale":"en"}',
  '{"type":"hello","chat":null,"resumeFrom":1.5,"locale":"en"}',
  '{"type":"hello","chat":null,"resumeFrom":1e300,"locale":"en"}',
  '{"type":"hello","chat":null,"resumeFrom":"7","locale":"en"}',
  '{"type":"hello","chat":null,"resumeFrom":null,"locale":7}',
  '['.repeat(MAX_FRAME_BYTES),
])('%j is a bad frame', (message) => {
  expect(decodeFrame(message)).toEqual({ ok: false, code: 'bad_frame' })
})

test.for([
  [{ type: 'send', clientId: 'a' }, { clientId: 'a' }],
  [{ type: 'send', clientId: 'a', text: ' \n' }, { clientId: 'a' }],
  [{ type: 'send', text: 'hi' }, {}],
  [{ type: 'send', clientId: 'x'.repeat(MAX_ID_LENGTH + 1), text: 'hi' }, {}],
  [{ type: 'send', clientId: 'a\u0000', text: 'hi' }, {}],
  [{ type: 'tap', noticeId: 'n', action: 'wait' }, { noticeId: 'n' }],
  [{ type: 'tap', noticeId: 'n', action: 'wait', token: 5 }, { noticeId: 'n' }],
])('%j is a bad frame that names what could be read', ([frame, ids]) => {
  expect(decoded(frame)).toEqual({ ok: false, code: 'bad_frame', ...ids })
})

test('a text is too large when its event would not fit a frame', () => {
  const fits = 'я'.repeat((MAX_TEXT_BYTES - 2) / 2)
  expect(decoded({ type: 'send', clientId: 'a', text: fits })).toMatchObject({ ok: true })
  expect(decoded({ type: 'send', clientId: 'a', text: `${fits}!` })).toEqual({
    ok: false,
    code: 'too_large',
    clientId: 'a',
  })
})
