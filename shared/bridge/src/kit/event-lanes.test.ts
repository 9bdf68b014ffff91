import { expect, test } from 'vitest'
import { StoreUnavailableError } from '../errors.ts'
import type { Clock, Logger } from '../ports/environment.ts'
import { EventLanes } from './event-lanes.ts'

const silent: Logger = { error() {}, warn() {}, info() {}, debug() {} }

/** Pauses end at once. */
const clock: Clock = {
  now: () => 0,
  after(_ms, run) {
    queueMicrotask(run)
    return () => {}
  },
}

function lanesOf(signal: AbortSignal = new AbortController().signal) {
  let failed = 0
  const lanes = new EventLanes({ platform: 'test', clock, logger: silent, signal, failed: () => (failed += 1) })
  return { lanes, failed: () => failed }
}

test('a lane keeps its order, and waits for no other', async () => {
  const { lanes } = lanesOf()
  const slow = Promise.withResolvers<void>()
  const done: string[] = []
  const first = lanes.commit('a', async () => {
    await slow.promise
    done.push('first')
  })
  const second = lanes.commit('a', async () => void done.push('second'))
  await lanes.commit('b', async () => void done.push('other'))
  expect(done).toEqual(['other'])
  slow.resolve()
  await Promise.all([first, second])
  expect(done).toEqual(['other', 'first', 'second'])
})

test('an event is tried until the store has it', async () => {
  const { lanes, failed } = lanesOf()
  let tries = 0
  await lanes.commit('a', async () => {
    tries += 1
    if (tries < 4) throw new StoreUnavailableError('the disk is full')
  })
  expect([tries, failed()]).toEqual([4, 0])
})

test('an event that breaks its handling is counted and passed over', async () => {
  const { lanes, failed } = lanesOf()
  await lanes.commit('a', () => Promise.reject(new Error('broken')))
  const done: string[] = []
  await lanes.commit('a', async () => void done.push('next'))
  expect([failed(), done]).toEqual([1, ['next']])
})

test('what is stopped is neither tried nor taken for done', async () => {
  const stop = new AbortController()
  const { lanes } = lanesOf(stop.signal)
  const tried = lanes.commit('a', () => {
    stop.abort(new Error('stopped'))
    return Promise.reject(new StoreUnavailableError('away'))
  })
  await expect(tried).rejects.toThrow('stopped')
  await expect(lanes.commit('a', () => Promise.reject(new Error('not called')))).rejects.toThrow('stopped')
})
