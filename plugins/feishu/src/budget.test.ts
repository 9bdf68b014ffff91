import { expect, test } from 'vitest'
import { ManualClock } from '../../../test/platforms/kit/manual-clock.ts'
import { Budget } from './budget.ts'

/** Makes many sends at once, and says how many have gone out. */
function sending(budget: Budget, times: number, send: () => Promise<void>) {
  const out = { count: 0 }
  for (let n = 0; n < times; n += 1) void send().then(() => (out.count += 1))
  return { out, settled: () => new Promise((resolve) => setImmediate(resolve)), budget }
}

test('a chat gets five messages a second, whichever bot sends them', async () => {
  const clock = new ManualClock()
  const budget = new Budget(clock)
  const apps = ['cli_1', 'cli_2'].values()
  const { out, settled } = sending(budget, 7, () => budget.send(apps.next().value ?? 'cli_3', 'oc_1', 'answer'))
  await settled()
  expect(out.count).toBe(5)
  clock.advance(1000)
  await settled()
  expect(out.count).toBe(7)
})

test('status messages leave room for an answer', async () => {
  const clock = new ManualClock()
  const budget = new Budget(clock)
  const { out, settled } = sending(budget, 5, () => budget.send('cli_1', 'oc_1', 'notice'))
  await settled()
  expect(out.count).toBe(3)
  await budget.send('cli_1', 'oc_1', 'answer')
})

test('a message is changed at most five times a second, and each has its own count', async () => {
  const clock = new ManualClock()
  const budget = new Budget(clock)
  const { out, settled } = sending(budget, 6, () => budget.patch('cli_1', 'om_1'))
  await settled()
  expect(out.count).toBe(5)
  await budget.patch('cli_1', 'om_2')
})

test('a pause holds what is for that chat only; a long one is handed back', async () => {
  const clock = new ManualClock()
  const budget = new Budget(clock)
  budget.pauseChat('oc_1', 60_000)
  expect(budget.isPaused('oc_1')).toBe(true)
  await budget.send('cli_1', 'oc_2', 'answer')
  await expect(budget.send('cli_1', 'oc_1', 'answer')).rejects.toMatchObject({ effect: 'retry', retryAfterMs: 60_000 })
})
