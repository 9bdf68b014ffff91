import { expect, test } from 'vitest'
import { socketUrl } from './server-address.ts'
import { isSendableToken, tokenInFragment } from './token.ts'

test('a token is read from the fragment', () => {
  expect(tokenInFragment('#token=a.b-c')).toBe('a.b-c')
  expect(tokenInFragment('#x=1&token=a%2Bb')).toBe('a+b')
  expect(tokenInFragment('#token=')).toBeNull()
  expect(tokenInFragment('')).toBeNull()
})

test('only what a header may carry is a token', () => {
  expect(isSendableToken('Abc-123_.~!')).toBe(true)
  for (const token of ['', 'a b', 'a,b', 'a"b', 'é', 'a/b', 'a=']) expect(isSendableToken(token)).toBe(false)
})

test('the socket is beside the page, whatever the path', () => {
  expect(socketUrl('http://127.0.0.1:8787/#token=x')).toBe('ws://127.0.0.1:8787/ws')
  expect(socketUrl('https://host.example/holdline/')).toBe('wss://host.example/holdline/ws')
})
