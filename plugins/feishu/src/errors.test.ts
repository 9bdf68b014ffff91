import { AxiosError, AxiosHeaders } from 'axios'
import { expect, test } from 'vitest'
import { channelError, FeishuFailure, failureOf, refusalOf } from './errors.ts'

test.each([
  [99991400, 'flood', 'retry'],
  [230020, 'flood', 'retry'],
  [11232, 'flood', 'retry'],
  [99991663, 'token_stale', 'retry'],
  [10014, 'credentials', 'retry'],
  [230006, 'not_set_up', 'retry'],
  [230027, 'not_set_up', 'retry'],
  [230002, 'blocked', 'blocked'],
  [230013, 'blocked', 'blocked'],
  [230011, 'message_gone', 'gone'],
  [231003, 'message_gone', 'gone'],
  [230031, 'message_gone', 'gone'],
  [230099, 'bad_card', 'rejected'],
  [230025, 'too_long', 'rejected'],
  [230028, 'forbidden_words', 'rejected'],
  [230001, 'refused', 'rejected'],
] as const)('code %i is %s, and the core is to %s', (code, kind, effect) => {
  const failure = refusalOf(400, { code, msg: 'words' })
  expect(failure).toMatchObject({ kind, code })
  if (failure !== undefined) expect(channelError(failure).effect).toBe(effect)
})

test('a limit says for how long, in the header or not at all', () => {
  const body = { code: 99991400, msg: 'too many' }
  expect(refusalOf(429, body, { 'x-ogw-ratelimit-reset': '7' })?.retryAfterMs).toBe(7000)
  expect(refusalOf(429, body)?.retryAfterMs).toBe(1000)
  expect(refusalOf(429, '<html>')).toMatchObject({ kind: 'flood' })
})

test('an answer with code 0 is none, and a file neither', () => {
  expect(refusalOf(200, { code: 0 })).toBeUndefined()
  expect(refusalOf(200, Buffer.from('x'))).toBeUndefined()
})

test('what never left, what may have arrived, and what we gave up are told apart', () => {
  const error = (code: string) => new AxiosError('words', code)
  expect(failureOf(error('ECONNREFUSED'), 'm').kind).toBe('unsent')
  expect(failureOf(error('ECONNRESET'), 'm').kind).toBe('lost')
  expect(failureOf(error('ECONNABORTED'), 'm').kind).toBe('lost')
  expect(failureOf(new Error('x'), 'm', [], true).kind).toBe('stopped')
})

test('a failure names the call and holds no secret', () => {
  const headers = new AxiosHeaders({ authorization: 'Bearer t-g1044abcdefghijklmnop' })
  const error = new AxiosError('POST with hush and t-g1044abcdefghijklmnop', 'ECONNRESET', { headers, data: 'hush' })
  const failure = failureOf(error, 'message create', ['hush'])
  expect(failure).toBeInstanceOf(FeishuFailure)
  expect(failure.message).toBe('message create: POST with [secret] and [secret]')
  expect(JSON.stringify({ ...failure, stack: failure.stack, cause: failure.cause })).not.toMatch(/hush|t-g10/)
})
