import { expect, test } from 'vitest'
import { composeItem } from '../outbox.ts'
import type { ChatEvent } from '../protocol.ts'
import { reduce } from './reducer.ts'
import { initialState } from './state.ts'
import { liveNotices, timeline } from './timeline.ts'

function stateOf(...events: readonly ChatEvent[]) {
  return events.reduce(
    (state, event) => reduce(state, { type: 'event', event, now: 0, hidden: false }),
    initialState([], true),
  )
}

function message(id: number, role: 'user' | 'agent', text: string, replyTo?: string): ChatEvent {
  const fields = {
    type: 'message',
    id,
    messageId: text,
    role,
    text,
    revision: 1,
    state: 'final',
    mention: false,
  } as const
  return replyTo === undefined ? fields : { ...fields, replyTo }
}

function notice(id: number, state: 'live' | 'closed', text = `n${id}`, replyTo?: string): ChatEvent {
  const fields = { type: 'notice', revision: 1, kind: 'busy', elapsedMs: 0, actions: [] } as const
  return { ...fields, id, state, noticeId: text, text, ...(replyTo === undefined ? {} : { replyTo }) }
}

function lines(...events: readonly ChatEvent[]): readonly string[] {
  return timeline(stateOf(...events)).map((entry) => {
    switch (entry.type) {
      case 'notice':
        return entry.notice.text
      case 'outbox':
        return entry.item.text
      default:
        return entry.message.text
    }
  })
}

test('closed notices stand among the messages, live ones apart', () => {
  const events = [message(1, 'user', 'q'), notice(2, 'closed'), message(3, 'agent', 'a'), notice(4, 'live')]
  expect(lines(...events, notice(5, 'closed'))).toEqual(['q', 'n2', 'a', 'n5'])
  expect(liveNotices(stateOf(...events)).map((one) => one.noticeId)).toEqual(['n4'])
})

test('a notice that closes stands where it appeared, not below the answer to the next question', () => {
  const events = [message(1, 'user', 'q1'), message(2, 'user', 'q2'), notice(3, 'live', 'n', 'q2')]
  expect(lines(...events, message(4, 'agent', 'a2', 'q2'), notice(5, 'closed', 'n', 'q2'))).toEqual([
    'q1',
    'q2',
    'n',
    'a2',
  ])
})

test('after a reload a notice stands where it had appeared, as its question tells', () => {
  const events = [message(1, 'user', 'q1'), message(2, 'user', 'q2'), message(4, 'agent', 'a2', 'q2')]
  expect(lines(...events, notice(5, 'closed', 'n', 'q2'))).toEqual(['q1', 'q2', 'n', 'a2'])
})

test('a notice for something that is no message has its own place', () => {
  const events = [message(1, 'user', 'q'), notice(2, 'closed', 'n', 'a command'), message(3, 'agent', 'a', 'q')]
  expect(lines(...events)).toEqual(['q', 'n', 'a'])
})

test('a message that was taken back stays as a gap, and does not part a question from its answer', () => {
  const events = [message(1, 'user', 'q1'), message(2, 'user', 'q2'), message(3, 'agent', 'a1', 'q1')]
  const entries = timeline({ ...stateOf(...events), removed: new Set(['q2']) })
  expect(entries.map(({ type }) => type)).toEqual(['message', 'removed', 'message'])
  expect(entries.at(-1)).toMatchObject({ question: null })
})

test('an answer names its question only when something stands between them', () => {
  const entries = timeline(
    stateOf(
      message(1, 'user', 'q1'),
      message(2, 'user', 'q2'),
      message(3, 'agent', 'a1', 'q1'),
      message(4, 'agent', 'a2', 'q2'),
      message(5, 'user', 'q3'),
      notice(6, 'closed'),
      message(7, 'agent', 'a3', 'q3'),
    ),
  )
  const questions = entries.flatMap((entry) => (entry.type === 'message' ? [entry.question] : []))
  expect(questions).toEqual([null, null, 'q1', 'q2', null, null])
})

test('what is on its way comes last, and is shown once only', () => {
  const item = composeItem('c', 'hello', 0)
  const state = { ...stateOf(message(1, 'user', 'hello')), outbox: [item, { ...item, clientId: 'd', echoId: 'hello' }] }
  expect(timeline(state).map((entry) => entry.type)).toEqual(['message', 'outbox'])
})
