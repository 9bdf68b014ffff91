import { expect, test } from 'vitest'
import { redact } from './redact.ts'

const TOKEN = 'vk1.a.Zk9-xV3+/Pn='

test('the token is hidden wherever it stands, also in a URL', () => {
  expect(redact(`a ${TOKEN} b ${encodeURIComponent(TOKEN)}`, TOKEN)).toBe('a [token] b [token]')
})

test('another token and the key of a long poll are hidden, too', () => {
  expect(redact('vk1.a.AnotherOneOfSomebody', '')).toBe('[token]')
  expect(redact('GET /whp/1?act=a_check&key=0001c2d0b1&ts=5', '')).toBe('GET /whp/1?act=a_check&key=[token]&ts=5')
})

test('ordinary text stays as it is', () => {
  const text = 'request to https://api.vk.ru/method/messages.send failed, reason: socket hang up'
  expect(redact(text, TOKEN)).toBe(text)
})
