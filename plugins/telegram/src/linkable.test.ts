import { expect, test } from 'vitest'
import { checkLink } from '../../../test/platforms/telegram/check-link.ts'
import { isLinkable } from './linkable.ts'

test('addresses that Telegram opens', () => {
  for (const url of [
    'https://e.example',
    'HTTP://e.example:8080/a?b#c',
    'https://ann:secret@e.example/',
    'http://127.0.0.1:3000/',
    'http://[::1]:3000/',
    'https://пример.рф/путь',
    'tg://user?id=42',
    'tg://resolve?domain=holdline_bot',
    'ton://transfer/abc',
  ]) {
    expect(isLinkable(url), url).toBe(true)
    expect(checkLink(url), url).toBeUndefined()
  }
})

test('addresses with which it would refuse the message', () => {
  for (const url of [
    'http://localhost:3000/',
    'http://grafana',
    'https:///path',
    'http://user.name@localhost/',
    'https://e.example:0/',
    'https://e.example:99999/',
    'ftp://e.example/',
    'tg://resolve:80?domain=holdline_bot',
  ]) {
    expect(isLinkable(url), url).toBe(false)
    expect(checkLink(url), url).toBeDefined()
  }
})
