import { expect, test } from 'vitest'
import { loadRemoved, readRemoved, saveRemoved } from './removed-storage.ts'
import { memoryStorage } from './storage.ts'

test('messages that were taken back stay so after a reload', () => {
  const storage = memoryStorage()
  saveRemoved(storage, new Set(), new Set(['a', 'b']))
  expect(loadRemoved(storage)).toEqual(new Set(['a', 'b']))
  saveRemoved(storage, new Set(['a', 'b']), new Set())
  expect(storage.length).toBe(0)
})

test('another tab hears of them', () => {
  const storage = memoryStorage()
  saveRemoved(storage, new Set(), new Set(['a']))
  const key = storage.key(0)
  expect(readRemoved(key, storage.getItem(key ?? ''))).toEqual(new Set(['a']))
  expect(readRemoved('something else', '["a"]')).toBeUndefined()
})

test('only so many are kept, the newest ones', () => {
  const storage = memoryStorage()
  const many = new Set(Array.from({ length: 1000 }, (_, index) => String(index)))
  saveRemoved(storage, new Set(), many)
  const kept = [...loadRemoved(storage)]
  expect(kept.length).toBeLessThan(many.size)
  expect(kept.at(-1)).toBe('999')
})

test('what is broken counts as nothing', () => {
  expect(readRemoved('holdline.removed', '{"a"')).toEqual(new Set())
  expect(readRemoved('holdline.removed', '[1, "a"]')).toEqual(new Set(['a']))
})
