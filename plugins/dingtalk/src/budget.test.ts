import { expect, test } from 'vitest'
import { SettlingClock } from '../../../test/channels/settling-clock.ts'
import { Budget } from './budget.ts'
import { WEBHOOK_PER_MINUTE, WEBHOOK_RESERVE } from './limits.ts'
import { Pace } from './pace.ts'

const CHAT = { channel: 'dingtalk', account: 'default', kind: 'group', chat: 'cid1' } as const

const OTHER = { ...CHAT, chat: 'cid2' }

test('twenty a minute, some of which are kept for answers; chats do not share', async () => {
  const clock = new SettlingClock()
  const budget = new Budget(clock)
  const taken = Array.from({ length: WEBHOOK_PER_MINUTE }, () => budget.take(CHAT, 'other'))
  expect(taken.filter((ms) => ms === 0)).toHaveLength(WEBHOOK_PER_MINUTE - WEBHOOK_RESERVE)
  for (let left = WEBHOOK_RESERVE; left > 0; left -= 1) expect(budget.take(CHAT, 'first')).toBe(0)
  expect(budget.take(CHAT, 'first')).toBe(60_000)
  expect(budget.take(OTHER, 'other')).toBe(0)
  await clock.advance(60_000)
  expect(budget.take(CHAT, 'other')).toBe(0)
})

test('after “too fast” the chat is left alone', async () => {
  const clock = new SettlingClock()
  const budget = new Budget(clock)
  budget.pause(CHAT, 5000)
  expect(budget.take(CHAT, 'first')).toBe(5000)
  await clock.advance(5000)
  expect(budget.take(CHAT, 'first')).toBe(0)
})

test('calls keep their distance, and wait after a pause', async () => {
  const clock = new SettlingClock()
  const pace = new Pace(10, clock)
  const started = clock.now()
  const gone: number[] = []
  for (let call = 0; call < 3; call += 1) void pace.turn().then(() => gone.push(clock.now() - started))
  await clock.advance(200)
  pace.pause(1000)
  void pace.turn().then(() => gone.push(clock.now() - started))
  await clock.advance(2000)
  expect(gone).toEqual([0, 100, 200, 1200])
})
