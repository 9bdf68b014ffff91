import { expect, test } from 'vitest'
import { redact } from './redact.ts'

const TOKEN = '123456:AAbb-cc_dd'

test('the token is hidden wherever it stands, also in a URL', () => {
  const text = `connect https://api.telegram.org/bot${TOKEN}/getMe and ${encodeURIComponent(TOKEN)}`
  expect(redact(text, TOKEN)).toBe('connect https://api.telegram.org/bot[token]/getMe and [token]')
})

test('another bot’s token is hidden too', () => {
  expect(redact('bot987654321:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw', '')).toBe('bot[token]')
})

test('ordinary text stays as it is', () => {
  expect(redact('getaddrinfo ENOTFOUND api.telegram.org:443 at 12:30:45', TOKEN)).toBe(
    'getaddrinfo ENOTFOUND api.telegram.org:443 at 12:30:45',
  )
})
