import { expect, test } from 'vitest'
import { APIError } from 'vk-io'
import { channelError, failureOf, pauseAfter, refusal, VkFailure } from './errors.ts'

const TOKEN = 'vk1.a.Zk9-secret'

const effectOf = (code: number) => channelError(refusal('messages.send', code, 'words')).effect

test.for([
  ['blocked', [15, 900, 901, 902, 917, 922, 925, 927, 932, 935, 936, 945, 946, 950, 983, 1012, 3610]],
  ['rejected', [100, 910, 911, 912, 913, 914, 921, 8, 4711]],
  ['retry', [5, 6, 9, 14, 27, 28, 29, 3300, 3609]],
  ['gone', [909, 920, 924, 949]],
  ['unknown', [1, 10]],
] as const)('%s: %j', ([effect, codes]) => {
  expect(codes.map((code) => [code, effectOf(code)])).toEqual(codes.map((code) => [code, effect]))
})

test('flood, captcha and the limit of an hour are left alone for long', () => {
  for (const code of [9, 14, 17, 29, 3300]) {
    expect(pauseAfter(refusal('messages.send', code, ''))).toBeGreaterThanOrEqual(30_000)
    expect(channelError(refusal('messages.send', code, '')).retryAfterMs).toBeGreaterThanOrEqual(30_000)
  }
})

test('an error of the SDK loses what was sent', () => {
  const error = new APIError({
    error_code: 901,
    error_msg: `no permission ${TOKEN}`,
    request_params: [{ key: 'message', value: 'a private word' }],
  })
  const failure = failureOf(error, 'messages.send', TOKEN, false)
  expect(failure).toMatchObject({ kind: 'blocked', code: 901, message: 'messages.send: 901 no permission [token]' })
  expect(JSON.stringify({ ...failure })).not.toContain('private')
})

test('what never left is sent again, what may have arrived is unknown, what we gave up is ours', () => {
  const failed = (message: string, stopped = false) => failureOf(new Error(message), 'm', TOKEN, stopped).kind
  expect(failed('request failed, reason: connect ECONNREFUSED 127.0.0.1:9')).toBe('unsent')
  expect(failed('getaddrinfo ENOTFOUND api.vk.ru')).toBe('unsent')
  expect(failed('socket hang up')).toBe('lost')
  expect(failed('The operation was aborted')).toBe('lost')
  expect(failed('anything', true)).toBe('stopped')
  expect(failureOf(new VkFailure('flood', 'm', 'x'), 'm', TOKEN, true).kind).toBe('flood')
})
