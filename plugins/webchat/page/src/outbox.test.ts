import { expect, test } from 'vitest'
import { composeItem, deliver, isDue, matchEcho, putItem, recallAll, refusalOf } from './outbox.ts'

const NOW = 1_000_000

test('a new message is due at once', () => {
  expect(isDue(composeItem('a', 'hello', NOW), NOW)).toBe(true)
})

test('a message that would not fit a frame is never sent, in any alphabet', () => {
  const fits = composeItem('a', 'x'.repeat(65_000), NOW)
  const long = composeItem('b', '你'.repeat(22_000), NOW)
  expect(isDue(fits, NOW)).toBe(true)
  expect(long.delivery).toMatchObject({ state: 'refused', refusal: { code: 'too_large' } })
  expect(isDue(long, NOW + 1e9)).toBe(false)
})

test("another tab's message is left to that tab for a while, then taken over", () => {
  const foreign = { ...composeItem('a', 'hello', NOW), own: false }
  expect(isDue(foreign, NOW + 9_999)).toBe(false)
  expect(isDue(foreign, NOW + 10_000)).toBe(true)
})

test('what is under way is sent again after a lost connection, with the same id', () => {
  const sending = deliver([composeItem('a', 'hello', NOW)], 'a', { state: 'sending', sentAt: NOW })
  expect(sending.some((item) => isDue(item, NOW))).toBe(false)
  expect(recallAll(sending).filter((item) => isDue(item, NOW))).toMatchObject([{ clientId: 'a' }])
})

test('a refusal with a time is tried again at that time, one without waits for the person', () => {
  const refuse = (code: string, retryAfterMs?: number) => ({
    ...composeItem('a', 'hello', NOW),
    delivery: { state: 'refused', refusal: refusalOf(code, 'words', retryAfterMs, NOW) } as const,
  })
  expect(isDue(refuse('rate_limited', 500), NOW + 499)).toBe(false)
  expect(isDue(refuse('rate_limited', 500), NOW + 500)).toBe(true)
  expect(isDue(refuse('unavailable'), NOW + 3_000)).toBe(true)
  expect(isDue(refuse('queue_full', 500), NOW + 1e9)).toBe(false)
  expect(isDue(refuse('from the future'), NOW + 1e9)).toBe(false)
})

test('messages keep the order in which they were written', () => {
  const items = [composeItem('b', '2', NOW + 1), composeItem('c', '3', NOW + 2), composeItem('a', '1', NOW)]
  const placed = items.reduce(putItem, [])
  expect(placed.map((item) => item.text)).toEqual(['1', '2', '3'])
  expect(putItem(placed, { ...composeItem('b', 'two', NOW + 1) }).map((item) => item.text)).toEqual(['1', 'two', '3'])
})

test('an echo belongs to the oldest message under way with its text, and each echo to one message', () => {
  const sent = { state: 'sending', sentAt: NOW } as const
  const items = [composeItem('a', 'hi', NOW), composeItem('b', 'hi', NOW + 1)].map((item) => ({
    ...item,
    delivery: sent,
  }))
  const first = matchEcho(items, 'm1', 'hi')
  expect(first.map((item) => item.echoId)).toEqual(['m1', null])
  expect(matchEcho(first, 'm2', 'hi').map((item) => item.echoId)).toEqual(['m1', 'm2'])
  expect(matchEcho(items, 'm1', 'other')).toBe(items)
})
