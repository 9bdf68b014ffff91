import { expect, test } from 'vitest'
import type { OutboxRecord } from '../store/records.ts'
import { MAX_ATTEMPTS } from './backoff.ts'
import { bringForward } from './bring-forward.ts'

const NOW = 1_000_000
const CLAIM = { owner: 'node-1', until: NOW + 1 }

function waiting(more: Partial<OutboxRecord> = {}): OutboxRecord {
  return {
    id: 'o1',
    session: 's',
    chatKey: 'c',
    chat: { channel: 'dingtalk', account: 'default', kind: 'direct', chat: 'c' },
    route: 'dingtalk:default',
    parts: [{ type: 'text', text: 'answer' }],
    sentParts: 0,
    mention: [],
    messageId: 'a1',
    state: 'pending',
    attempts: 3,
    notBefore: NOW + 300_000,
    createdAt: 0,
    refs: [],
    ...more,
  }
}

test('what waits for its back-off is due at once, and keeps its count of tries', () => {
  expect(bringForward(waiting(), NOW)).toEqual(waiting({ notBefore: NOW }))
})

test('a pause that is firm is kept, and what is behind it of the back-off is not', () => {
  expect(bringForward(waiting({ firmUntil: NOW + 30_000 }), NOW)?.notBefore).toBe(NOW + 30_000)
  expect(bringForward(waiting({ firmUntil: NOW + 300_000 }), NOW)).toBeUndefined()
  expect(bringForward(waiting({ firmUntil: NOW - 1 }), NOW)?.notBefore).toBe(NOW)
})

test('what is due already is left as it is', () => {
  expect(bringForward(waiting({ notBefore: NOW }), NOW)).toBeUndefined()
  expect(bringForward(waiting({ notBefore: 0, attempts: 0 }), NOW)).toBeUndefined()
})

test('a try that is under way is told once that the chat was heard of, but not an answer’s first', () => {
  const again = waiting({ claim: CLAIM, notBefore: 0, attempts: 2 })
  expect(bringForward(again, NOW)).toEqual({ ...again, heard: true })
  expect(bringForward({ ...again, heard: true }, NOW)).toBeUndefined()
  expect(bringForward({ ...again, attempts: 1 }, NOW)).toBeUndefined()
})

test('the claim of a try that nobody makes any more does not hold it back', () => {
  expect(bringForward(waiting({ claim: { ...CLAIM, until: NOW } }), NOW)?.notBefore).toBe(NOW)
})

test('half of the tries are left to the back-off, however much a chat is written to', () => {
  expect(bringForward(waiting({ attempts: MAX_ATTEMPTS / 2 - 1 }), NOW)?.notBefore).toBe(NOW)
  expect(bringForward(waiting({ attempts: MAX_ATTEMPTS / 2 }), NOW)).toBeUndefined()
  expect(bringForward(waiting({ attempts: MAX_ATTEMPTS / 2, claim: CLAIM }), NOW)).toBeUndefined()
})
