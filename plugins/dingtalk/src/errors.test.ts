import { ChannelError } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { apiFailure, channelError, DingtalkFailure, networkFailure, webhookFailure } from './errors.ts'

test.for([
  [403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 'rate'],
  [400, 'send.too.fast', 'rate'],
  [429, '', 'rate'],
  [401, 'InvalidAuthentication', 'token'],
  [400, 'invalidClientIdOrSecret', 'unauthorized'],
  [403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied', 'forbidden'],
  [400, 'param.error', 'refused'],
  [500, 'unknownError', 'lost'],
] as const)('%i %s is %s', ([status, code, kind]) => {
  expect(apiFailure('x', status, code).kind).toBe(kind)
})

test.for([
  [130101, 'rate'],
  [460101, 'content'],
  [310000, 'no_session'],
  [-1, 'no_session'],
] as const)('errcode %i with status 200 is %s', ([errcode, kind]) => {
  expect(webhookFailure('x', errcode)?.kind).toBe(kind)
})

test('errcode 0 is none', () => expect(webhookFailure('x', 0)).toBeUndefined())

test('a connection that was never made is tried again, a broken one may have worked', () => {
  const refused = new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) })
  const broken = new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'UND_ERR_SOCKET' }) })
  expect(channelError(networkFailure('x', refused, false))).toMatchObject({ effect: 'retry' })
  expect(channelError(networkFailure('x', broken, false))).toMatchObject({ effect: 'unknown' })
  expect(networkFailure('x', broken, true).kind).toBe('stopped')
})

test('what only an operator can mend is not tried again at once; what is no failure of ours stays itself', () => {
  expect(channelError(new DingtalkFailure('unauthorized', 'x'))).toMatchObject({
    effect: 'retry',
    retryAfterMs: 60_000,
  })
  const own = new ChannelError('gone', 'x')
  expect(channelError(own)).toBe(own)
})
