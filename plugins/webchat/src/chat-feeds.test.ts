import { expect, test } from 'vitest'
import { ManualClock } from '../../../test/platforms/kit/manual-clock.ts'
import { ChatFeeds } from './chat-feeds.ts'
import { IDLE_CHAT_MS, MESSAGE_RATE, TYPING_EVERY_MS } from './limits.ts'
import { takeAll } from './rate-limit.ts'
import { MemoryEventLog } from './testing/memory-event-log.ts'
import { chatRef } from './testing/samples.ts'

function setUp() {
  const clock = new ManualClock()
  const feeds = new ChatFeeds('default', new MemoryEventLog(), clock)
  const feed = feeds.of('c')
  const left = (ms: number) => {
    clock.advance(ms)
    feeds.sweep()
    return feeds.size
  }
  return { clock, feeds, feed, left }
}

const reader = { wake: () => {} }

test('a chat that nobody looks at is forgotten after a while', () => {
  const { left } = setUp()
  expect(left(IDLE_CHAT_MS - 1)).toBe(1)
  expect(left(1)).toBe(0)
})

test('a chat with an open tab is not forgotten, and not at once when the tab is closed', () => {
  const { feed, left } = setUp()
  feed.readers.add(reader)
  expect(left(10 * IDLE_CHAT_MS)).toBe(1)
  feed.leave(reader)
  expect(left(IDLE_CHAT_MS - 1)).toBe(1)
})

test('a chat with a used-up rate limit is remembered until the limit would be new anyway', () => {
  const { clock, feed, left } = setUp()
  for (let n = 0; n < MESSAGE_RATE.burst; n++) takeAll(clock.now(), feed.messages)
  const untilFullMs = (MESSAGE_RATE.burst / MESSAGE_RATE.perSecond) * 1000
  expect(left(Math.max(untilFullMs, IDLE_CHAT_MS))).toBe(0)
  expect(untilFullMs).toBeLessThanOrEqual(IDLE_CHAT_MS)
})

test('a chat whose agent types is remembered, but not when typing was never ended', async () => {
  const { feed, left } = setUp()
  feed.typing(true)
  feed.stream({ chat: chatRef('c'), messageId: 'a1', text: 'words' })
  await expect.poll(() => feed.live.subjects()).toContain('a1')
  expect(left(TYPING_EVERY_MS)).toBe(1)
  expect(left(IDLE_CHAT_MS + TYPING_EVERY_MS)).toBe(0)
})
