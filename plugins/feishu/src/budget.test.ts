import { expect, test } from 'vitest'
import { ManualClock } from '../../../test/platforms/kit/manual-clock.ts'
import { Budget } from './budget.ts'

const done = async (): Promise<void> => {}

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
  const { out, settled } = sending(budget, 7, () => budget.send(apps.next().value ?? 'cli_3', 'oc_1', 'answer', done))
  await settled()
  expect(out.count).toBe(5)
  clock.advance(1000)
  await settled()
  expect(out.count).toBe(7)
})

test('status messages leave room for an answer', async () => {
  const clock = new ManualClock()
  const budget = new Budget(clock)
  const { out, settled } = sending(budget, 5, () => budget.send('cli_1', 'oc_1', 'notice', done))
  await settled()
  expect(out.count).toBe(3)
  await budget.send('cli_1', 'oc_1', 'answer', done)
})

test('a message is changed at most five times a second, and each has its own count', async () => {
  const clock = new ManualClock()
  const budget = new Budget(clock)
  const { out, settled } = sending(budget, 6, () => budget.patch('cli_1', 'om_1', done))
  await settled()
  expect(out.count).toBe(5)
  await budget.patch('cli_1', 'om_2', done)
})

test('a pause holds what is for that chat only; a long one is handed back', async () => {
  const clock = new ManualClock()
  const budget = new Budget(clock)
  budget.pauseChat('oc_1', 60_000)
  expect(budget.isPaused('oc_1')).toBe(true)
  await budget.send('cli_1', 'oc_2', 'answer', done)
  await expect(budget.send('cli_1', 'oc_1', 'answer', done)).rejects.toMatchObject({
    effect: 'retry',
    retryAfterMs: 60_000,
  })
})

test('a slow call counts until a second after its end: the platform may get it at any time before', async () => {
  const clock = new ManualClock()
  const budget = new Budget(clock)
  const slow = Promise.withResolvers<void>()
  for (let n = 0; n < 5; n += 1) void budget.send('cli_1', 'oc_1', 'answer', () => slow.promise)
  const { out, settled } = sending(budget, 1, () => budget.send('cli_1', 'oc_1', 'answer', done))
  clock.advance(3000)
  slow.resolve()
  await settled()
  clock.advance(999)
  await settled()
  expect(out.count).toBe(0)
  clock.advance(1)
  await settled()
  expect(out.count).toBe(1)
})

test('what waits behind calls that do not end is handed back', async () => {
  const clock = new ManualClock()
  const budget = new Budget(clock)
  for (let n = 0; n < 5; n += 1) void budget.send('cli_1', 'oc_1', 'answer', () => new Promise(() => {}))
  const sixth = budget.send('cli_1', 'oc_1', 'answer', done)
  const told = expect(sixth).rejects.toMatchObject({ effect: 'retry', retryAfterMs: 1000 })
  await new Promise((resolve) => setImmediate(resolve))
  clock.advance(10_000)
  await told
})
