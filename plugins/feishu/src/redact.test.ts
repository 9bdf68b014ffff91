import { expect, test } from 'vitest'
import { redact } from './redact.ts'

test('the secrets of an app do not get through, as they are or in an address', () => {
  expect(redact('a s3cr/t b s3cr%2Ft', ['s3cr/t'])).toBe('a [secret] b [secret]')
})

test('tokens and tickets do not get through, whoever they belong to', () => {
  expect(redact('Bearer t-g1044abcdefghijklmnop.x_y', [])).toBe('Bearer [secret]')
  expect(redact('wss://x/?device_id=1&access_key=abcdefgh12&ticket=aaaa-bbbb-cccc', [])).toBe(
    'wss://x/?device_id=1&access_key=[secret]&ticket=[secret]',
  )
  expect(redact('a t-shirt costs 5', [])).toBe('a t-shirt costs 5')
})
