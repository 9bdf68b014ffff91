import { expect, test } from 'vitest'
import { composeItem, deliver } from './outbox.ts'
import { loadOutbox, readChange, saveOutbox } from './outbox-storage.ts'
import { memoryStorage } from './storage.ts'

const NOW = 1_000_000
const FIRST = composeItem('a', 'first', NOW)
const SECOND = composeItem('b', 'second', NOW + 1)

test('messages survive a reload, in order, to be sent again under the same id', () => {
  const storage = memoryStorage()
  saveOutbox(storage, [], [SECOND])
  saveOutbox(storage, [SECOND], [FIRST, SECOND])
  const sending = deliver([FIRST, SECOND], 'a', { state: 'sending', sentAt: NOW })
  saveOutbox(storage, [FIRST, SECOND], sending)
  expect(loadOutbox(storage)).toEqual([FIRST, SECOND])
})

test('a refusal survives a reload', () => {
  const storage = memoryStorage()
  const refusal = { code: 'queue_full', text: 'Too many.', retryAt: null } as const
  saveOutbox(storage, [], [{ ...FIRST, delivery: { state: 'refused', refusal } }])
  expect(loadOutbox(storage)).toMatchObject([{ delivery: { state: 'refused', refusal } }])
})

test('an accepted message is kept no longer', () => {
  const storage = memoryStorage()
  saveOutbox(storage, [], [FIRST])
  const accepted = deliver([FIRST], 'a', { state: 'accepted', messageId: 'm', acceptedAt: NOW })
  saveOutbox(storage, [FIRST], accepted)
  expect(storage.length).toBe(0)
})

test('two tabs that save at the same time keep both messages', () => {
  const storage = memoryStorage()
  saveOutbox(storage, [], [FIRST])
  saveOutbox(storage, [], [SECOND])
  saveOutbox(storage, [SECOND], [])
  expect(loadOutbox(storage)).toEqual([FIRST])
})

test("another tab's finished message is not written back", () => {
  const storage = memoryStorage()
  const foreign = { ...FIRST, own: false }
  saveOutbox(storage, [foreign], [{ ...foreign, echoId: 'm' }])
  expect(storage.length).toBe(0)
})

test('what another tab does arrives as a change, and foreign keys do not', () => {
  const storage = memoryStorage()
  saveOutbox(storage, [], [FIRST])
  const key = storage.key(0) ?? ''
  expect(readChange(key, storage.getItem(key))).toEqual({ clientId: 'a', item: { ...FIRST, own: false } })
  expect(readChange(key, null)).toEqual({ clientId: 'a', item: null })
  expect(readChange('theme', 'dark')).toBeUndefined()
  expect(readChange(null, null)).toBeUndefined()
})

test('a damaged entry is skipped', () => {
  const storage = memoryStorage()
  saveOutbox(storage, [], [FIRST])
  storage.setItem('holdline.outbox.x', '{"text":')
  storage.setItem('holdline.outbox.y', '{"text":1}')
  expect(loadOutbox(storage)).toEqual([FIRST])
})

test('a full storage loses nothing but durability', () => {
  const storage = memoryStorage()
  const full = {
    ...storage,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError')
    },
  }
  expect(() => saveOutbox(full, [], [FIRST])).not.toThrow()
})
