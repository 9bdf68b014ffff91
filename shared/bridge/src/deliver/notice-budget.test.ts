import { expect, test } from 'vitest'
import type { Channel, ChannelCapabilities } from '../ports/channel.ts'
import type { NoticeContent } from '../store/notice-content.ts'
import type { NoticeRecord } from '../store/records.ts'
import type { ChatRef } from '../words/chat.ts'
import { NoticeBudget } from './notice-budget.ts'

const NOW = 1_000_000
const CHAT: ChatRef = { channel: 'test', account: 'default', kind: 'direct', chat: 'c' }
const GROUP: ChatRef = { ...CHAT, kind: 'group', chat: 'g' }
const BUSY: NoticeContent = { type: 'busy', phase: { code: 'tool_running', since: NOW }, startedAt: NOW }
const OVER: NoticeContent = { type: 'outcome', outcome: { type: 'completed' }, tookMs: 1, waiting: 0 }

function budget(more: Partial<ChannelCapabilities>): NoticeBudget {
  const capabilities: ChannelCapabilities = {
    edit: true,
    stream: false,
    files: false,
    idempotentSend: true,
    editEveryMs: 1_000,
    refusesInline: false,
    ...more,
  }
  const channel: Channel = {
    route: 'test:default',
    capabilities,
    start: async () => {},
    send: async () => null,
    notify: async () => null,
    health: () => ({ state: 'ready' }),
  }
  return new NoticeBudget(new Map([[channel.route, channel]]))
}

function notice(more: Partial<NoticeRecord> = {}): NoticeRecord {
  return {
    id: 'n',
    session: 's',
    chat: CHAT,
    route: 'test:default',
    state: 'live',
    content: BUSY,
    revision: 2,
    sent: 1,
    ref: 'm1',
    openedAt: NOW,
    notBefore: NOW,
    failures: 0,
    ...more,
  }
}

test('edits of one notice keep the platform’s distance, in groups their own; those of others do not count', () => {
  const edits = budget({ editEveryMsInGroups: 3_000 })
  for (const chat of [CHAT, GROUP]) edits.shown(notice({ id: chat.chat, chat }), NOW)
  expect(edits.notBefore(notice({ id: 'c' }), NOW + 1)).toBe(NOW + 1_000)
  expect(edits.notBefore(notice({ id: 'g', chat: GROUP }), NOW + 1)).toBe(NOW + 3_000)
  expect(edits.notBefore(notice({ id: 'other' }), NOW + 1)).toBe(0)
})

test('without a number of their own groups have that of all chats', () => {
  const edits = budget({})
  edits.shown(notice({ chat: GROUP }), NOW)
  expect(edits.notBefore(notice({ chat: GROUP }), NOW + 1)).toBe(NOW + 1_000)
})

test('what ends a notice does not wait, and needs no budget afterwards', () => {
  const edits = budget({})
  edits.shown(notice(), NOW)
  expect(edits.notBefore(notice({ state: 'closed', content: OVER }), NOW + 1)).toBe(0)
  edits.shown(notice({ state: 'closed', content: OVER }), NOW + 1)
  expect(edits.notBefore(notice(), NOW + 2)).toBe(0)
})

test('a message that is gone is sent anew without waiting for the distance of edits', () => {
  const edits = budget({})
  edits.shown(notice(), NOW)
  const { ref: _, ...anew } = notice({ sent: 0 })
  expect(edits.notBefore(anew, NOW + 1)).toBe(0)
})

test('a chat gets so many new notices in a minute; the next waits until the first is a minute old', () => {
  const floods = budget({ noticesPerMinute: 2 })
  const { ref: _, ...fresh } = notice({ sent: 0, revision: 1 })
  floods.sent(fresh, NOW)
  expect(floods.notBefore(fresh, NOW + 1)).toBe(0)
  floods.sent(fresh, NOW + 10)
  expect(floods.notBefore(fresh, NOW + 20)).toBe(NOW + 60_000)
  expect(floods.notBefore({ ...fresh, chat: GROUP }, NOW + 20)).toBe(0)
  expect(floods.notBefore(notice(), NOW + 20)).toBe(0)
  expect(floods.notBefore(fresh, NOW + 60_000)).toBe(0)
})

test('a platform without a cap gets every notice at once', () => {
  const floods = budget({})
  const { ref: _, ...fresh } = notice({ sent: 0, revision: 1 })
  for (let count = 0; count < 100; count += 1) floods.sent(fresh, NOW)
  expect(floods.notBefore(fresh, NOW)).toBe(0)
})
