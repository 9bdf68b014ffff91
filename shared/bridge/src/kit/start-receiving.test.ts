import { expect, onTestFinished, test } from 'vitest'
import { AccountHealth } from './account-health.ts'
import { type Receiving, startReceiving } from './start-receiving.ts'

/** An account that receives as `run` says, under a clock whose only timer a test lets go off. */
function setUp(run: Receiving['run'], key = 'token') {
  const stopping = new AbortController()
  onTestFinished(() => stopping.abort())
  const health = new AccountHealth()
  const errors: string[] = []
  let patience: (() => void) | undefined
  const clock = {
    now: () => 0,
    after: (_ms: number, done: () => void) => {
      patience = done
      return () => {
        patience = undefined
      }
    },
  }
  const nothing = () => {}
  const logger = {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: (_: object, message: string) => void errors.push(message),
  }
  const twice = 'two accounts have the same token'
  const start = () =>
    startReceiving({ channel: 'test', key, twice, health, clock, logger, patienceMs: 1, run, signal: stopping.signal })
  return { start, stop: () => stopping.abort(), health, errors, outOfPatience: () => patience?.() }
}

test('starting waits until something can be received, and leaves no timer behind', async () => {
  const { start, outOfPatience } = setUp(async (ready) => ready())
  await start()
  expect(outOfPatience()).toBeUndefined()
})

test('starting does not wait for ever for a platform that cannot be reached', async () => {
  const { start, outOfPatience } = setUp(() => new Promise(() => {}))
  const started = start()
  outOfPatience()
  await started
})

test('the same account is received for once, until it is stopped', async () => {
  const one = setUp(async (ready) => ready())
  await one.start()
  const two = setUp(async (ready) => ready())
  await expect(two.start()).rejects.toThrow('two accounts have the same token')
  await setUp(async (ready) => ready(), 'another').start()
  one.stop()
  expect(one.health.now.state).toBe('stopped')
  await two.start()
})

test('receiving that ends by an error of ours is told, unless it was stopped', async () => {
  const broken = setUp(async (ready) => {
    ready()
    throw new Error('ours')
  })
  await broken.start()
  await expect.poll(() => broken.health.now.state).toBe('failed')
  expect(broken.errors).toEqual(['test: receiving ended unexpectedly'])
})
