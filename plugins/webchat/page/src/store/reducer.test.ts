import { expect, test } from 'vitest'
import { composeItem } from '../outbox.ts'
import type { ChatEvent, MessageEvent, NoticeEvent } from '../protocol.ts'
import type { Action } from './actions.ts'
import { reduce, resumePoint } from './reducer.ts'
import { initialState, tapKey, type ViewState } from './state.ts'

const NOW = 1_000_000

function message(id: number, messageId: string, more: Partial<MessageEvent> = {}): MessageEvent {
  const defaults = { role: 'agent', text: messageId, revision: 1, state: 'final', mention: false } as const
  return { type: 'message', id, messageId, ...defaults, ...more }
}

function notice(id: number, noticeId: string, more: Partial<NoticeEvent> = {}): NoticeEvent {
  const defaults = { revision: 1, kind: 'busy', state: 'live', text: noticeId, elapsedMs: 0, actions: [] } as const
  return { type: 'notice', id, noticeId, ...defaults, ...more }
}

function event(one: ChatEvent, hidden = false): Action {
  return { type: 'event', event: one, now: NOW, hidden }
}

function run(actions: readonly Action[], from: ViewState = initialState([], true)): ViewState {
  return actions.reduce(reduce, from)
}

const ONLINE: Action = { type: 'connection', state: { status: 'online' } }
const LOST: Action = { type: 'connection', state: { status: 'waiting', attempt: 1, refusals: 0, retryAt: NOW } }

function ready(lastEventId: number, from: number | null = null): Action {
  return { type: 'ready', lastEventId, from }
}

test('revisions replace a message in its place', () => {
  const state = run([
    event(message(1, 'q', { role: 'user' })),
    event(message(2, 'a', { text: 'He', state: 'partial' })),
    event(message(3, 'later', { role: 'user' })),
    event(message(4, 'a', { text: 'Hello', revision: 2 })),
  ])
  expect(state.messages.map((one) => one.text)).toEqual(['q', 'Hello', 'later'])
  expect(state.lastEventId).toBe(4)
})

test('a revision that comes late does not undo a newer one', () => {
  const state = run([event(message(1, 'a', { text: 'new', revision: 5 })), event(message(2, 'a', { text: 'old' }))])
  expect(state.messages.map((one) => one.text)).toEqual(['new'])
})

test('the same revision in another language replaces the text', () => {
  const state = run([event(notice(1, 'n', { text: 'Busy' })), event(notice(1, 'n', { text: 'Занят' }))])
  expect(state.notices.map((one) => one.text)).toEqual(['Занят'])
})

test('a notice keeps the place where it was first seen', () => {
  const state = run([
    event(notice(1, 'n')),
    event(message(2, 'a')),
    event(notice(3, 'n', { revision: 2, kind: 'failed', state: 'closed' })),
    event(message(4, 'q', { role: 'user' })),
    event(notice(5, 'n', { revision: 3, kind: 'failed', state: 'closed' })),
  ])
  expect(state.notices).toMatchObject([{ order: 1, eventId: 5, revision: 3 }])
})

test('an answer that the beginning of the next one has overtaken stands above it', () => {
  const state = run([
    event(message(1, 'q1', { role: 'user' })),
    event(message(2, 'q2', { role: 'user' })),
    event(message(3, 'a2', { state: 'partial' })),
    event(message(4, 'q3', { role: 'user' })),
    event(message(5, 'a1')),
    event(message(6, 'a1, second part')),
    event(message(7, 'a2', { revision: 2 })),
  ])
  expect(state.messages.map((one) => one.messageId)).toEqual(['q1', 'q2', 'a1', 'a1, second part', 'a2', 'q3'])
})

test('the replay starts before what was still changing, at an id that the server gave out', () => {
  const settled = [event(message(10, 'q', { role: 'user' })), event(message(20, 'a'))]
  expect(resumePoint(run([]))).toBeNull()
  expect(resumePoint(run(settled))).toBe(20)
  expect(resumePoint(run([...settled, event(notice(30, 'n')), event(message(40, 'b'))]))).toBe(20)
  expect(resumePoint(run([event(message(10, 'a', { state: 'partial' }))]))).toBeNull()
})

test('a partial answer that the server no longer knows goes away after the replay', () => {
  const before = run([
    ONLINE,
    event(message(10, 'q', { role: 'user' })),
    event(message(11, 'a', { state: 'partial' })),
    LOST,
    ONLINE,
    ready(12, 10),
  ])
  expect(before.messages.map((one) => one.messageId)).toEqual(['q', 'a'])
  expect(run([event(message(12, 'b'))], before).messages.map((one) => one.messageId)).toEqual(['q', 'b'])
  expect(run([{ type: 'settled' }], before).messages.map((one) => one.messageId)).toEqual(['q'])
})

test('a partial answer that goes on stays, even if its revisions were counted anew', () => {
  const state = run([
    event(message(10, 'q', { role: 'user' })),
    event(message(11, 'a', { state: 'partial', revision: 57, text: 'lost end' })),
    ready(12, 10),
    event(message(12, 'a', { state: 'partial', revision: 1, text: 'start' })),
  ])
  expect(state.messages.map((one) => one.text)).toEqual(['q', 'start'])
})

test('a live notice that the server no longer knows goes away after the replay', () => {
  const state = run([event(message(10, 'a')), event(notice(11, 'n')), ready(10, 10)])
  expect(state.notices).toEqual([])
})

test('after a crash the server may know less; its last id counts', () => {
  const state = run([event(message(10, 'a')), event(message(20, 'b')), ready(15, 20)])
  expect(state.lastEventId).toBe(15)
})

test('a reset starts over but keeps what was not sent', () => {
  const item = composeItem('c', 'hello', NOW)
  const state = run([{ type: 'composed', item }, event(message(10, 'a')), event(notice(11, 'n')), { type: 'reset' }])
  expect(state).toMatchObject({ messages: [], notices: [], lastEventId: null, outbox: [item] })
})

test('a replay is neither news nor unread', () => {
  const state = run([ready(2), event(message(1, 'a'), true), event(notice(2, 'n'), true)])
  expect(state).toMatchObject({ unread: 0, announcement: { text: '' }, replayUntil: null, loaded: true })
})

test('answers in a hidden tab are counted until someone looks', () => {
  const state = run([
    ready(0),
    event(message(1, 'q', { role: 'user' }), true),
    event(message(2, 'a', { state: 'partial' }), true),
    event(message(3, 'a', { revision: 2 }), true),
    event(message(4, 'b'), true),
    event(message(5, 'b', { revision: 2 }), true),
  ])
  expect(state.unread).toBe(2)
  expect(run([{ type: 'looked' }], state).unread).toBe(0)
})

test('a notice is announced when it says something new, not when time passes', () => {
  const opened = run([ready(0), event(notice(1, 'n', { text: 'Using a tool' }))])
  expect(opened.announcement.text).toBe('Using a tool')
  const ticked = run([event(notice(2, 'n', { text: 'Using a tool (5 s)', revision: 2, elapsedMs: 5000 }))], opened)
  expect(ticked.announcement).toBe(opened.announcement)
  const moved = run([event(notice(3, 'n', { text: 'Retrying', revision: 3, reason: 'retrying' }))], ticked)
  expect(moved.announcement).toEqual({ key: opened.announcement.key + 1, text: 'Retrying' })
})

test('an answer that came in pieces is announced once, when it is whole', () => {
  const growing = run([ready(0), event(message(1, 'a', { state: 'partial', text: 'He' }))])
  expect(growing.announcement.text).toBe('')
  expect(run([event(message(2, 'a', { text: 'Hello', revision: 2 }))], growing).announcement.text).toBe('Hello')
})

const SENT: readonly Action[] = [
  { type: 'composed', item: composeItem('c', 'hello', NOW) },
  { type: 'sent', clientId: 'c', now: NOW },
]
const ACCEPTED: Action = { type: 'accepted', clientId: 'c', messageId: 'm', now: NOW }
const ECHO = event(message(1, 'm', { role: 'user', text: 'hello' }))

test.each([
  ['before', [ECHO, ACCEPTED]],
  ['after', [ACCEPTED, ECHO]],
])('a sent message becomes the one that the server shows, which comes %s its acceptance', (_, actions) => {
  const state = run([...SENT, ...actions])
  expect(state.outbox).toEqual([])
  expect(state.messages.map((one) => one.messageId)).toEqual(['m'])
})

test('an accepted message without an echo goes away in the end', () => {
  const state = run([...SENT, ACCEPTED, { type: 'unechoed', before: NOW - 1 }])
  expect(state.outbox).toHaveLength(1)
  expect(run([{ type: 'unechoed', before: NOW }], state).outbox).toEqual([])
})

test('an accepted command goes away at once', () => {
  const state = run([
    { type: 'composed', item: composeItem('c', '/cancel', NOW) },
    { type: 'sent', clientId: 'c', now: NOW },
    ACCEPTED,
  ])
  expect(state.outbox).toEqual([])
})

test('a lost connection takes back what was under way', () => {
  const tap: Action = { type: 'tapped', noticeId: 'n', action: 'cancel', now: NOW }
  const state = run([ONLINE, event({ type: 'typing', id: 1, on: true }), tap, ...SENT, LOST])
  expect(state.outbox).toMatchObject([{ clientId: 'c', delivery: { state: 'waiting' } }])
  expect(state.typing).toBe(false)
  expect(state.taps.size).toBe(0)
})

test('a tap is under way until its own toast, or an error about its notice', () => {
  const taps = ['cancel', 'wait'].map((action): Action => ({ type: 'tapped', noticeId: 'n', action, now: NOW }))
  const tapped = run(taps)
  const answered = run([{ type: 'tapAnswered', noticeId: 'n', action: 'cancel', done: true }], tapped)
  expect([...answered.taps.keys()]).toEqual([tapKey('n', 'wait')])
  expect(run([{ type: 'tapAnswered', noticeId: 'n', done: false }], tapped).taps.size).toBe(0)
})

const WAITING: readonly Action[] = [
  event(message(1, 'runs', { role: 'user' })),
  event(message(2, 'first', { role: 'user' })),
  event(message(3, 'second', { role: 'user' })),
  event(notice(4, 'n')),
  event(message(5, 'newer than the button', { role: 'user' })),
]

const REMOVE: readonly Action[] = [
  { type: 'tapped', noticeId: 'n', action: 'dequeue', now: NOW },
  { type: 'tapAnswered', noticeId: 'n', action: 'dequeue', done: true },
]

test('what a tap takes back is the message that waited last when the button was made', () => {
  const once = run([...WAITING, ...REMOVE])
  expect([...once.removed]).toEqual(['second'])
  expect([...run(REMOVE, once).removed]).toEqual(['second', 'first'])
})

test('what words take back is the latest message', () => {
  const state = run([...WAITING, { type: 'tapAnswered', noticeId: '', action: 'dequeue', done: true }])
  expect([...state.removed]).toEqual(['newer than the button'])
})

test('a refused tap takes nothing back', () => {
  const [tap] = REMOVE
  const state = run([...WAITING, ...(tap ? [tap] : []), { type: 'tapAnswered', noticeId: 'n', done: false }])
  expect(state.removed.size).toBe(0)
})

test('a person who asked to be told of the end is known to have, by a tap or by words', () => {
  const asked = (noticeId: string): Action => ({ type: 'tapAnswered', noticeId, action: 'wait', done: true })
  expect([...run([event(notice(1, 'n')), asked('n')]).awaited]).toEqual(['n'])
  expect([...run([event(notice(1, 'n')), asked('')]).awaited]).toEqual(['n'])
})

test('a toast takes the place of the one before, which can then not close it', () => {
  const toasts = ['1', '2'].map((text): Action => ({ type: 'toast', toast: { tone: 'done', text } }))
  const state = run(toasts)
  expect(state.toast).toEqual({ key: 2, tone: 'done', text: '2' })
  expect(run([{ type: 'toastClosed', key: 1 }], state).toast).toBe(state.toast)
  expect(run([{ type: 'toastClosed', key: 2 }], state).toast).toBeNull()
})
