import { expect, test } from 'vitest'
import { type AccessRules, hostAllowed, isLoopback, loginCookie, originAllowed, tokenAllowed } from './access.ts'

const open: AccessRules = { allowedOrigins: [], loopback: true }
const guarded: AccessRules = { token: 's3cret', allowedOrigins: ['https://site.example'], loopback: false }

test.for([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.0.7', false],
  ['127.0.0.1.evil.example', false],
  ['localhost.evil.example', false],
] as const)('%s is on loopback: %s', ([host, loopback]) => {
  expect(isLoopback(host)).toBe(loopback)
})

test.for([
  [undefined, 'localhost:8787', true],
  ['http://localhost:8787', 'localhost:8787', true],
  ['http://127.0.0.1:8787', '127.0.0.1:8787', true],
  ['http://[::1]:8787', '[::1]:8787', true],
  ['http://localhost:3000', 'localhost:8787', false],
  ['http://localhost:8787', '127.0.0.1:8787', false],
  ['https://evil.example', 'localhost:8787', false],
  ['https://chat.example', 'chat.example', true],
  ['https://chat.example', 'chat.example:443', true],
  ['http://chat.example', 'chat.example:443', false],
  ['null', 'localhost:8787', false],
  ['', 'localhost:8787', false],
  ['file://', 'localhost:8787', false],
  ['http://localhost:8787', undefined, false],
] as const)('origin %s at host %s: %s', ([origin, host, allowed]) => {
  expect(originAllowed(open, { ...(origin !== undefined && { origin }), ...(host && { host }) })).toBe(allowed)
})

test('a listed origin may connect, one that only begins like it may not', () => {
  expect(originAllowed(guarded, { origin: 'https://site.example', host: 'chat.example' })).toBe(true)
  expect(originAllowed(guarded, { origin: 'https://site.example.evil', host: 'chat.example' })).toBe(false)
})

test('without an origin, the token or loopback has to decide', () => {
  expect(originAllowed(guarded, { host: 'chat.example' })).toBe(true)
  expect(originAllowed({ allowedOrigins: [], loopback: false }, { host: 'chat.example' })).toBe(false)
})

test.for([
  ['localhost:8787', true],
  ['127.0.0.1:8787', true],
  ['[::1]:8787', true],
  ['rebound.evil.example:8787', false],
  ['', false],
] as const)('on loopback without a token, host %j is let in: %s', ([host, allowed]) => {
  expect(hostAllowed(open, { host })).toBe(allowed)
})

test('a proxy in front of loopback is named by its origin', () => {
  const rules = { ...open, allowedOrigins: ['https://chat.example'] }
  expect(hostAllowed(rules, { host: 'chat.example' })).toBe(true)
  expect(hostAllowed(rules, { host: 'other.example' })).toBe(false)
})

test.for([
  [{}, false],
  [{ authorization: 'Bearer s3cret' }, true],
  [{ authorization: 'bearer s3cret' }, true],
  [{ authorization: 'Bearer wrong' }, false],
  [{ authorization: 'Basic s3cret' }, false],
  [{ 'sec-websocket-protocol': 'holdline.v1, auth.s3cret' }, true],
  [{ 'sec-websocket-protocol': 'holdline.v1,auth.s3cre' }, false],
  [{ 'sec-websocket-protocol': 'holdline.v1, auth.' }, false],
  [{ 'sec-websocket-protocol': 'holdline.v1' }, false],
  [{ cookie: 'holdline_webchat=s3cret' }, false],
] as const)('with a token set, %j is let in: %s', ([headers, allowed]) => {
  expect(tokenAllowed(guarded, headers)).toBe(allowed)
})

test('the cookie of a login lets in, until the token changes', () => {
  const cookie = `theme=dark; ${loginCookie('s3cret', false).split(';')[0]}; x=y`
  expect(tokenAllowed(guarded, { cookie })).toBe(true)
  expect(tokenAllowed({ ...guarded, token: 'other' }, { cookie })).toBe(false)
})

test('a wrong token is not excused by a cookie', () => {
  const cookie = loginCookie('s3cret', false).split(';')[0] ?? ''
  expect(tokenAllowed(guarded, { cookie, 'sec-websocket-protocol': 'holdline.v1, auth.old' })).toBe(false)
})

test('the cookie tells scripts and other sites nothing', () => {
  expect(loginCookie('s3cret', true)).toMatch(/HttpOnly; SameSite=Strict; .*Secure$/)
  expect(loginCookie('s3cret', true)).not.toContain('s3cret')
})
