import type { ChatRef } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { SettlingClock } from '../../../test/channels/settling-clock.ts'
import { Budget, type BudgetKind } from './budget.ts'

const GROUP: ChatRef = { channel: 'telegram', account: 'default', kind: 'group', chat: '-5' }
const DIRECT: ChatRef = { ...GROUP, kind: 'direct', chat: '42' }

/** Asks for `count` messages of a kind at once, and returns the times since the start at which they went. */
async function times(
  chat: ChatRef,
  kind: BudgetKind,
  count: number,
  forMs: number,
  budget = setUp(),
): Promise<number[]> {
  const { clock } = budget
  const start = clock.now()
  const went: number[] = []
  for (let index = 0; index < count; index += 1)
    void budget.take(chat, kind).then(
      () => went.push(clock.now() - start),
      () => {},
    )
  await clock.advance(forMs)
  return went
}

function setUp(): Budget & { readonly clock: SettlingClock } {
  const clock = new SettlingClock()
  return Object.assign(new Budget(clock), { clock })
}

test('a chat takes a burst at once, then one message a second', async () => {
  expect(await times(DIRECT, 'answer', 7, 10_000)).toEqual([0, 0, 0, 0, 1000, 2000, 3000])
})

test('edits of a chat stand apart: by a second, in groups by three', async () => {
  expect(await times(DIRECT, 'edit', 3, 10_000)).toEqual([0, 1000, 2000])
  expect(await times(GROUP, 'edit', 3, 10_000)).toEqual([0, 3000, 6000])
})

test('what closes a notice does not wait for the pace of edits', async () => {
  const budget = setUp()
  await times(GROUP, 'edit', 1, 0, budget)
  expect(await times(GROUP, 'final', 1, 0, budget)).toEqual([0])
})

test('a group takes twenty a minute, and some of them are kept for answers', async () => {
  const budget = setUp()
  expect(await times(GROUP, 'notice', 20, 20_000, budget)).toHaveLength(14)
  expect(await times(GROUP, 'answer', 10, 9_000, budget)).toHaveLength(6)
})

test('topics share the budget of their group', async () => {
  const budget = setUp()
  await times({ ...GROUP, thread: '7' }, 'edit', 1, 0, budget)
  expect(await times({ ...GROUP, thread: '8' }, 'edit', 1, 2_999, budget)).toEqual([])
})

test('all chats together take twenty-five a second', async () => {
  const budget = setUp()
  const chats = Array.from({ length: 60 }, (_, index) => ({ ...DIRECT, chat: String(index) }))
  const went: number[] = []
  const start = budget.clock.now()
  for (const chat of chats) void budget.take(chat, 'answer').then(() => went.push(budget.clock.now() - start))
  await budget.clock.advance(2000)
  expect([0, 1000, 2000].map((at) => went.filter((one) => one === at).length)).toEqual([25, 25, 10])
})

test('a pause that the platform asked for is kept, a long one is said instead of waited for', async () => {
  const budget = setUp()
  budget.pause(DIRECT, 5000)
  expect(budget.isPaused(DIRECT)).toBe(true)
  expect(await times(DIRECT, 'answer', 1, 5000, budget)).toEqual([5000])
  expect(budget.isPaused(DIRECT)).toBe(false)
  budget.pause(DIRECT, 60_000)
  await expect(budget.take(DIRECT, 'answer')).rejects.toMatchObject({ effect: 'retry', retryAfterMs: 60_000 })
})
