import { expect, test } from 'vitest'
import { typingFrame } from './encode.ts'
import { eventId } from './event-id.ts'
import { greetingOf } from './greeting.ts'
import { LiveEvents } from './live-events.ts'

test('who has seen nothing gets everything, without a reset', () => {
  expect(greetingOf({ first: 10, last: 20 }, new LiveEvents(), null)).toEqual({
    lastEventId: eventId(20),
    reset: false,
    after: 0,
  })
})

test('an empty chat is at its beginning', () => {
  expect(greetingOf(null, new LiveEvents(), 0)).toEqual({ lastEventId: 0, reset: false, after: 0 })
})

test('who has seen something goes on after it', () => {
  const after = eventId(15, 3)
  expect(greetingOf({ first: 10, last: 20 }, new LiveEvents(), after)).toMatchObject({ reset: false, after })
})

test('who may have missed purged events begins anew', () => {
  expect(greetingOf({ first: 10, last: 20 }, new LiveEvents(), eventId(8))).toMatchObject({ reset: true, after: 0 })
  expect(greetingOf({ first: 10, last: 20 }, new LiveEvents(), eventId(9))).toMatchObject({ reset: false })
})

test('who has seen more than there is begins anew', () => {
  expect(greetingOf({ first: 10, last: 20 }, new LiveEvents(), eventId(21))).toMatchObject({ reset: true, after: 0 })
  expect(greetingOf(null, new LiveEvents(), eventId(1))).toMatchObject({ reset: true })
})

test('the last id counts what is not kept', () => {
  const live = new LiveEvents()
  live.saw(20)
  live.put('typing', (id) => typingFrame(id, true))
  expect(greetingOf({ first: 10, last: 20 }, live, null).lastEventId).toBe(eventId(20, 1))
})
