import type { ChatRef } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { ManualClock } from '../../../test/platforms/kit/manual-clock.ts'
import { Budget, type CallKind } from './budget.ts'
import { CALL_EVERY_MS, CALLS_PER_SECOND, LONGEST_TURN_WAIT_MS } from './limits.ts'

const CHAT: ChatRef = { channel: 'vk', account: 'default', kind: 'direct', chat: '42' }

function setUp() {
  const clock = new ManualClock()
  const budget = new Budget(clock)
  const start = clock.now()
  const went: string[] = []
  const ask = (kind: CallKind, name: string = kind) =>
    budget.take(kind).then(
      () => went.push(`${name} ${clock.now() - start}`),
      (error: Error) => went.push(`${name} ${error.message}`),
    )
  /** Lets time pass, and what follows from it happen. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= CALL_EVERY_MS) {
      clock.advance(Math.min(left, CALL_EVERY_MS))
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { clock, budget, went, ask, pass }
}

test('calls are spread evenly, below what VK takes in a second', async () => {
  const { went, ask, pass } = setUp()
  for (let index = 0; index < 30; index += 1) void ask('answer', String(index))
  await pass(1000)
  expect(went[1]).toBe(`1 ${CALL_EVERY_MS}`)
  expect(went.length).toBeGreaterThan(15)
  expect(went.length).toBeLessThanOrEqual(CALLS_PER_SECOND)
})

test('what people look at goes first, in its order', async () => {
  const { went, ask, pass } = setUp()
  for (const kind of ['typing', 'edit', 'notice', 'answer', 'edit', 'tap'] as const) void ask(kind)
  await pass(1000)
  expect(went.map((line) => line.split(' ')[0])).toEqual(['typing', 'tap', 'answer', 'notice', 'edit', 'edit'])
})

test('an answer to a tap waits for one call at the most, however many wait', async () => {
  const { clock, went, ask, pass } = setUp()
  for (let index = 0; index < 100; index += 1) void ask('edit')
  await pass(500)
  const before = clock.now()
  void ask('tap')
  await pass(CALL_EVERY_MS)
  expect(went.find((line) => line.startsWith('tap'))).toBeDefined()
  expect(clock.now() - before).toBeLessThanOrEqual(CALL_EVERY_MS)
})

test('what would wait too long is told to come again', async () => {
  const { went, ask, pass } = setUp()
  for (let index = 0; index < 300; index += 1) void ask('typing')
  await pass(LONGEST_TURN_WAIT_MS + 1000)
  expect(went.filter((line) => line.includes('too many calls')).length).toBeGreaterThan(100)
  expect(went).toHaveLength(300)
})

test('a chat in which VK wants a pause is left alone until then', async () => {
  const { clock, budget } = setUp()
  budget.pause(CHAT, 5000)
  budget.pause(CHAT, 1000)
  expect(budget.isPaused(CHAT)).toBe(true)
  await expect(budget.take('answer', CHAT)).rejects.toMatchObject({ effect: 'retry', retryAfterMs: 5000 })
  await budget.take('answer', { ...CHAT, chat: '43' })
  clock.advance(5000)
  expect(budget.isPaused(CHAT)).toBe(false)
  await budget.take('answer', CHAT)
})
