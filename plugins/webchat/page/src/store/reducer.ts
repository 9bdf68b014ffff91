import { noticeLines } from '../notice-text.ts'
import { deliver, isCommand, matchEcho, putItem, recallAll, removeItem } from '../outbox.ts'
import type { ChatEvent, MessageEvent, NoticeEvent } from '../protocol.ts'
import type { Action } from './actions.ts'
import { type Message, type Notice, tapKey, type ViewState } from './state.ts'
import { waitingMessage } from './waiting-message.ts'

// Places are event ids, so this is between two of them.
const JUST_BEFORE = 0.5

// A snapshot outside a greeting does not say where it ends; a pause in the events does.
const END_UNKNOWN = Number.MAX_SAFE_INTEGER

/** The page's next state. Pure. */
export function reduce(state: ViewState, action: Action): ViewState {
  switch (action.type) {
    case 'connection':
      return onConnection(state, action.state)
    case 'ready':
      return onReady(state, action.lastEventId, action.from ?? 0)
    case 'event':
      return onEvent(state, action.event, action.now, action.hidden)
    case 'reset':
      return { ...state, ...nothingSeen, replayUntil: state.replayUntil ?? END_UNKNOWN }
    case 'settled':
      return settle(state)
    case 'chatLost':
      return {
        ...state,
        ...nothingSeen,
        removed: new Set(),
        outbox: state.outbox.map((item) => ({ ...item, echoId: null })),
      }
    case 'composed':
      return { ...state, outbox: putItem(state.outbox, action.item) }
    case 'sent':
      return {
        ...state,
        outbox: deliver(state.outbox, action.clientId, { state: 'sending', sentAt: action.now }),
      }
    case 'accepted':
      return onAccepted(state, action.clientId, action.messageId, action.now)
    case 'refused':
      return {
        ...state,
        outbox: deliver(state.outbox, action.clientId, { state: 'refused', refusal: action.refusal }),
      }
    case 'unechoed':
      return {
        ...state,
        outbox: state.outbox.filter(
          ({ delivery }) => delivery.state !== 'accepted' || delivery.acceptedAt > action.before,
        ),
      }
    case 'removed':
      return { ...state, outbox: removeItem(state.outbox, action.clientId) }
    case 'removedElsewhere':
      return { ...state, removed: action.messageIds }
    case 'tapped':
      return onTapped(state, action.noticeId, action.action, action.now)
    case 'tapAnswered':
      return onTapAnswered(state, action.noticeId, action.action, action.done)
    case 'offer':
      return { ...state, offered: action.offered }
    case 'toast':
      return { ...state, toast: { ...action.toast, key: (state.toast?.key ?? 0) + 1 } }
    case 'toastClosed':
      return state.toast?.key === action.key ? { ...state, toast: null } : state
    case 'looked':
      return state.unread === 0 ? state : { ...state, unread: 0 }
    default:
      return action satisfies never
  }
}

/**
 * Where the server should replay from: before the oldest thing that was still changing when the connection went, so
 * that what the server no longer knows can be told from what merely did not change. Always an id that the server gave
 * out, or `null` for everything.
 */
export function resumePoint({ lastEventId, messages, notices }: ViewState): number | null {
  const open = [
    ...messages.filter((message) => message.state === 'partial'),
    ...notices.filter((notice) => notice.state === 'live'),
  ].map((item) => item.eventId)
  if (lastEventId === null || open.length === 0) return lastEventId
  const oldest = Math.min(...open)
  const before = [...messages, ...notices].map((item) => item.eventId).filter((id) => id < oldest && id <= lastEventId)
  return before.length === 0 ? null : Math.max(...before)
}

const nothingSeen = { messages: [], notices: [], typing: false, taps: new Map(), lastEventId: null } as const

function onConnection(state: ViewState, connection: ViewState['connection']): ViewState {
  if (connection.status === 'online' || state.connection.status !== 'online') return { ...state, connection }
  return { ...state, connection, typing: false, taps: new Map(), outbox: recallAll(state.outbox) }
}

function onReady(state: ViewState, lastEventId: number, from: number): ViewState {
  const next: ViewState = {
    ...state,
    messages: state.messages.map((message) => ({ ...message, unconfirmed: message.state === 'partial' })),
    notices: state.notices.map((notice) => ({ ...notice, unconfirmed: notice.state === 'live' })),
    // After a crash the server may know less than it had sent; its word counts.
    lastEventId: state.lastEventId === null ? null : Math.min(state.lastEventId, lastEventId),
    replayUntil: lastEventId,
  }
  return lastEventId <= from ? settle(next) : next
}

function settle(state: ViewState): ViewState {
  if (state.replayUntil === null) return state
  return {
    ...state,
    messages: state.messages.filter((message) => !message.unconfirmed),
    notices: state.notices.filter((notice) => !notice.unconfirmed),
    replayUntil: null,
    loaded: true,
  }
}

function onEvent(state: ViewState, event: ChatEvent, now: number, hidden: boolean): ViewState {
  const next = { ...applyEvent(state, event, now, hidden), lastEventId: Math.max(state.lastEventId ?? 0, event.id) }
  return next.replayUntil !== null && event.id >= next.replayUntil ? settle(next) : next
}

function applyEvent(state: ViewState, event: ChatEvent, now: number, hidden: boolean): ViewState {
  switch (event.type) {
    case 'message':
      return onMessage(state, event, hidden)
    case 'notice':
      return onNotice(state, event, now)
    case 'typing':
      return { ...state, typing: event.on }
    default:
      return event satisfies never
  }
}

function onMessage(state: ViewState, event: MessageEvent, hidden: boolean): ViewState {
  const known = state.messages.find((message) => message.messageId === event.messageId)
  if (known !== undefined && !known.unconfirmed && event.revision < known.revision) return state
  const { type: _, id, ...fields } = event
  const message: Message = {
    ...fields,
    eventId: id,
    order: known?.order ?? orderOf(state, event),
    streamed: known?.streamed === true || event.state === 'partial',
    unconfirmed: false,
  }
  const next = { ...state, messages: place(state.messages, message, (one) => one.messageId) }
  if (event.role === 'user') return { ...next, outbox: settleEcho(state, event) }
  const arrived = event.state === 'final' && known?.state !== 'final' && state.replayUntil === null
  if (!arrived) return next
  return {
    ...next,
    unread: hidden ? state.unread + 1 : state.unread,
    // One that comes whole is read out as an addition to the log.
    announcement: message.streamed ? announce(state, event.text) : state.announcement,
  }
}

/**
 * The place of a message that is new here. An answer on its way to us can be overtaken by the beginning of the next one;
 * what is still being written stands below it all the same.
 */
function orderOf({ messages }: ViewState, { id, role, state }: MessageEvent): number {
  if (role === 'user' || state === 'partial') return id
  const growing = messages.filter((message) => message.state === 'partial').map(({ order }) => order - JUST_BEFORE)
  return Math.min(id, ...growing)
}

function settleEcho(state: ViewState, event: MessageEvent): ViewState['outbox'] {
  const accepted = state.outbox.find(
    ({ delivery }) => delivery.state === 'accepted' && delivery.messageId === event.messageId,
  )
  if (accepted !== undefined) return removeItem(state.outbox, accepted.clientId)
  if (state.messages.some((message) => message.messageId === event.messageId)) return state.outbox
  return matchEcho(state.outbox, event.messageId, event.text)
}

function onAccepted(state: ViewState, clientId: string, messageId: string, now: number): ViewState {
  const item = state.outbox.find((one) => one.clientId === clientId)
  if (item === undefined) return state
  const shown = state.messages.some((message) => message.messageId === messageId)
  if (shown || isCommand(item.text)) return { ...state, outbox: removeItem(state.outbox, clientId) }
  const accepted = { ...item, echoId: null, delivery: { state: 'accepted', messageId, acceptedAt: now } } as const
  return { ...state, outbox: putItem(state.outbox, accepted) }
}

function onNotice(state: ViewState, event: NoticeEvent, now: number): ViewState {
  const known = state.notices.find((notice) => notice.noticeId === event.noticeId)
  if (known !== undefined && !known.unconfirmed && event.revision < known.revision) return state
  const { type: _, id, ...fields } = event
  const notice: Notice = {
    ...fields,
    eventId: id,
    order: known?.order ?? id,
    asOf: now,
    unconfirmed: false,
  }
  const news = state.replayUntil === null && event.state === 'live' && differs(known, event)
  return {
    ...state,
    notices: place(state.notices, notice, (one) => one.noticeId),
    announcement: news ? announce(state, noticeLines(event.text).join('\n')) : state.announcement,
  }
}

/** Whether a notice says something new, beyond the time that passed. */
function differs(known: Notice | undefined, event: NoticeEvent): boolean {
  return (
    known === undefined ||
    known.kind !== event.kind ||
    known.state !== event.state ||
    known.reason !== event.reason ||
    known.queuePosition !== event.queuePosition
  )
}

function announce(state: ViewState, text: string): ViewState['announcement'] {
  return { key: state.announcement.key + 1, text }
}

function place<T extends { readonly order: number }>(
  items: readonly T[],
  item: T,
  idOf: (one: T) => string,
): readonly T[] {
  const id = idOf(item)
  const index = items.findIndex((one) => idOf(one) === id)
  if (index >= 0 && items[index]?.order === item.order) return items.with(index, item)
  const others = index >= 0 ? items.toSpliced(index, 1) : items
  const after = others.findLastIndex((one) => one.order <= item.order) + 1
  return others.toSpliced(after, 0, item)
}

function onTapped(state: ViewState, noticeId: string, action: string, now: number): ViewState {
  // The button was made with the notice's latest revision, so it is about the message that waited last at that time.
  const notice = state.notices.find((one) => one.noticeId === noticeId)
  const messageId = action === 'dequeue' ? waitingMessage(state, notice?.eventId) : null
  return { ...state, taps: new Map(state.taps).set(tapKey(noticeId, action), { at: now, messageId }) }
}

function onTapAnswered(state: ViewState, noticeId: string, action: string | undefined, done: boolean): ViewState {
  const next = { ...state, taps: withoutTaps(state.taps, noticeId, action) }
  if (!done) return next
  if (action === 'wait') {
    const ids = noticeId === '' ? state.notices.map((notice) => notice.noticeId) : [noticeId]
    return { ...next, awaited: new Set([...state.awaited, ...ids]) }
  }
  if (action === 'dequeue') {
    const messageId = state.taps.get(tapKey(noticeId, action))?.messageId ?? waitingMessage(state)
    return messageId === null ? next : { ...next, removed: new Set([...state.removed, messageId]) }
  }
  return next
}

function withoutTaps(taps: ViewState['taps'], noticeId: string, action: string | undefined): ViewState['taps'] {
  const prefix = tapKey(noticeId, action ?? '')
  return new Map([...taps].filter(([key]) => (action === undefined ? !key.startsWith(prefix) : key !== prefix)))
}
