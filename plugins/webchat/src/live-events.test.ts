import { expect, test } from 'vitest'
import { typingFrame } from './encode.ts'
import { eventId, MAX_ENTRY, USABLE_SLOTS } from './event-id.ts'
import { LiveEvents } from './live-events.ts'

const put = (live: LiveEvents, subject: string) => live.put(subject, (id) => typingFrame(id, true))
const ids = (live: LiveEvents) => live.between(0, MAX_ENTRY).map(({ id }) => id)

test('an event that is not kept comes after the entry before it and before the next one', () => {
  const live = new LiveEvents()
  live.saw(5)
  put(live, 'a')
  expect(ids(live)[0]).toBeGreaterThan(eventId(5))
  expect(ids(live)[0]).toBeLessThan(eventId(6))
})

test('only the latest of a subject is left, in the order of ids', () => {
  const live = new LiveEvents()
  for (const subject of ['a', 'b', 'a']) put(live, subject)
  expect(live.subjects()).toEqual(['b', 'a'])
  expect(ids(live)).toEqual([eventId(0, 2), eventId(0, 3)])
})

test('an entry that was seen late does not take ids back', () => {
  const live = new LiveEvents()
  live.saw(6)
  put(live, 'a')
  live.saw(5)
  put(live, 'a')
  expect(ids(live)).toEqual([eventId(6, 2)])
})

test('ids go on after those of a process before, as far as a client has seen them', () => {
  const live = new LiveEvents()
  live.saw(5)
  live.resumed(eventId(5, 57))
  put(live, 'a')
  expect(ids(live)).toEqual([eventId(5, 58)])
})

test('a client cannot use the ids up', () => {
  const live = new LiveEvents()
  live.saw(5)
  live.resumed(eventId(5, USABLE_SLOTS * 2 - 1))
  put(live, 'a')
  expect(ids(live)).toEqual([eventId(5, 1)])
})

test('an event after an entry is held back from who has not read that entry', () => {
  const live = new LiveEvents()
  live.saw(6)
  put(live, 'a')
  expect(live.between(0, 5)).toEqual([])
  expect(live.between(0, 6)).toHaveLength(1)
})

test('an id is exact for every entry it can name', () => {
  expect(eventId(MAX_ENTRY, USABLE_SLOTS)).toBeLessThan(Number.MAX_SAFE_INTEGER)
  expect(() => eventId(MAX_ENTRY + 1)).toThrow(RangeError)
})

test('what a client has seen of an earlier entry says nothing about ids after this one', () => {
  const live = new LiveEvents()
  live.saw(5)
  live.resumed(eventId(3, 57))
  put(live, 'a')
  expect(ids(live)).toEqual([eventId(5, 1)])
})
