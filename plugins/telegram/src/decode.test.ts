import type { Update } from '@grammyjs/types'
import type { Inbound } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { type DecodeContext, decodeUpdate } from './decode.ts'
import {
  ANN,
  BOT,
  BOT_USER,
  COMMANDS,
  direct,
  GROUP_ID,
  inGroup,
  replying,
  type UserMessage,
} from './testing/messages.ts'

const CTX: DecodeContext = { account: 'default', bot: BOT, commands: COMMANDS, maxFileBytes: 1000, now: 5 }

const GROUP = { id: GROUP_ID, type: 'supergroup', title: 'Team' } as const

const decode = (update: Omit<Update, 'update_id'>) => decodeUpdate({ update_id: 1, ...update }, CTX)

/** What a message becomes. @throws when it is none for the agent */
function inboundOf(message: UserMessage): Inbound {
  const decoded = decode({ message })
  if (decoded.type !== 'message') throw new Error(`it is ${JSON.stringify(decoded)}`)
  return decoded.inbound
}

test('a direct message has its chat, sender, language and key', () => {
  expect(inboundOf(direct('hello'))).toEqual({
    dedupeKey: `telegram:${BOT.id}:42:7`,
    chat: { channel: 'telegram', account: 'default', kind: 'direct', chat: '42' },
    sender: { id: '42', name: 'Ann Lee', locale: 'ru' },
    text: 'hello',
    attachments: [],
    address: { by: 'direct', fromBot: false, everyone: false },
    ref: '42/7',
    receivedAt: 5,
  })
})

test('a topic is part of the address; General and threads of replies are not', () => {
  const topic = { chat: { ...GROUP, is_forum: true }, is_topic_message: true, message_thread_id: 77 } as const
  expect(inboundOf(inGroup('a', topic)).chat).toMatchObject({ chat: String(GROUP_ID), thread: '77' })
  expect(inboundOf(inGroup('a', { chat: { ...GROUP, is_forum: true } })).chat).not.toHaveProperty('thread')
  expect(inboundOf(inGroup('a', { message_thread_id: 3 })).chat).not.toHaveProperty('thread')
})

test('an anonymous administrator is the group, and administers it', () => {
  const anonymous = { id: 1087968824, is_bot: true, first_name: 'Group' }
  const inbound = inboundOf(inGroup('a', { from: anonymous, sender_chat: GROUP }))
  expect(inbound.sender).toEqual({ id: String(GROUP_ID), name: 'Team', admin: true })
  expect(inbound.address.fromBot).toBe(false)
})

test('somebody who writes as their channel is that channel', () => {
  const channel = { id: -1009, type: 'channel', title: 'News' } as const
  const from = { id: 136817688, is_bot: true, first_name: 'Channel' }
  expect(inboundOf(inGroup('a', { from, sender_chat: channel })).sender).toEqual({ id: '-1009', name: 'News' })
})

test('another bot is known as one', () => {
  expect(inboundOf(inGroup('a', { from: { ...BOT_USER, id: 9 } })).address.fromBot).toBe(true)
})

test('what is replied to is quoted, the chosen passage before the whole', () => {
  const whole = direct('the whole', { message_id: 3 })
  expect(inboundOf(replying(direct('why?'), whole)).quote).toBe('the whole')
  expect(inboundOf(replying(direct('why?', { quote: { text: 'whole', position: 4 } }), whole)).quote).toBe('whole')
})

test('opening the bot asks for help', () => {
  expect(inboundOf(direct('/start')).text).toBe('/help')
  expect(inboundOf(direct('/start from-a-link')).text).toBe('/help')
  expect(inboundOf(direct('/starting')).text).toBe('/starting')
})

test('an album keeps its pieces together', () => {
  const photo = [{ file_id: 'f', file_unique_id: 'u', width: 1, height: 1 }]
  const { text: _, ...piece } = direct('')
  expect(inboundOf({ ...piece, photo, media_group_id: '12' })).toMatchObject({ album: '12', text: '' })
})

test('what cannot be passed on is refused, not dropped', () => {
  const { text: _, ...bare } = direct('')
  const document = { file_id: 'f', file_unique_id: 'u', file_size: 1001 }
  expect(inboundOf({ ...bare, document })).toMatchObject({ refused: 'file_too_large', attachments: [] })
  expect(inboundOf({ ...bare, dice: { emoji: '🎲', value: 4 } })).toMatchObject({ refused: 'unsupported' })
})

test('a tap has its action, token, message and the person who pressed', () => {
  const message = inGroup('busy', { message_id: 9, from: BOT_USER, is_topic_message: true, message_thread_id: 77 })
  const query = { id: '555', from: ANN, chat_instance: 'x', message, data: 'c.turn..mac' }
  expect(decode({ callback_query: query })).toEqual({
    type: 'tap',
    queryId: '555',
    tap: {
      dedupeKey: `telegram:${BOT.id}:tap:555`,
      chat: { channel: 'telegram', account: 'default', kind: 'group', chat: String(GROUP_ID), thread: '77' },
      person: { id: '42', name: 'Ann Lee', locale: 'ru' },
      action: 'cancel',
      token: 'c.turn..mac',
      ref: { chat: GROUP_ID, message: 9 },
    },
  })
})

test('a tap on data that is not ours, or on a message that is too old to see, is a tap all the same', () => {
  const old = { chat: GROUP, message_id: 9, date: 0 } as const
  expect(decode({ callback_query: { id: '5', from: ANN, chat_instance: 'x', message: old, data: '?' } })).toMatchObject(
    {
      type: 'tap',
      tap: { action: '', token: '?', chat: { chat: String(GROUP_ID) } },
    },
  )
})

test('an edit names the message and its words now, without the bot’s name', () => {
  const edited = { ...inGroup('/Holdline words', { message_id: 4 }), edit_date: 6 }
  expect(decode({ edited_message: edited })).toEqual({
    type: 'edit',
    chat: { channel: 'telegram', account: 'default', kind: 'group', chat: String(GROUP_ID) },
    ref: `${GROUP_ID}/4`,
    text: '/Holdline words',
  })
})

test('Stop on a draft says what the cancel command says', () => {
  const chat = { id: 42, type: 'private', first_name: 'Ann' } as const
  expect(decode({ stopped_message_generation: { chat, draft_id: 8 } })).toMatchObject({
    type: 'stop',
    draftId: 8,
    inbound: { text: '/cancel', sender: { id: '42', name: 'Ann' }, chat: { kind: 'direct', chat: '42' } },
  })
})

test('a group that becomes a supergroup moves, whichever of the two says so', () => {
  const { text: _, ...service } = inGroup('')
  const old = { id: -5, type: 'group', title: 'Team' } as const
  const moved = { type: 'move', from: { kind: 'group', chat: '-5' }, to: { kind: 'group', chat: String(GROUP_ID) } }
  expect(decode({ message: { ...service, chat: old, migrate_to_chat_id: GROUP_ID } })).toMatchObject(moved)
  expect(decode({ message: { ...service, migrate_from_chat_id: -5 } })).toMatchObject(moved)
})

test.for<[string, Omit<Update, 'update_id'>]>([
  ['channel_post', { channel_post: { ...direct('x'), chat: { id: -1, type: 'channel', title: 'News' } } }],
  ['automatic_forward', { message: inGroup('x', { is_automatic_forward: true, sender_chat: GROUP }) }],
  ['business', { message: direct('x', { business_connection_id: 'b' }) }],
  ['business', { business_message: { ...direct('x'), chat: { id: 42, type: 'private', first_name: 'Ann' } } }],
  ['guest', { guest_message: inGroup('x') }],
  ['guest', { message: inGroup('x', { guest_query_id: 'g' }) }],
  ['direct_messages', { message: inGroup('x', { direct_messages_topic: { topic_id: 1, user: ANN } }) }],
  ['ephemeral', { message: inGroup('x', { message_id: 0 }) }],
  ['own_message', { message: inGroup('x', { from: BOT_USER }) }],
  ['service', { message: { ...inGroup(''), new_chat_members: [ANN] } }],
  ['service', { message: inGroup('x', { from: { id: 777000, is_bot: false, first_name: 'Telegram' } }) }],
  ['inline_tap', { callback_query: { id: '1', from: ANN, chat_instance: 'x', inline_message_id: 'i', data: 'c' } }],
  ['other_update', { poll_answer: { poll_id: '1', option_ids: [], option_persistent_ids: [] } }],
])('%s is ignored with its reason', ([why, update]) => {
  expect(decode(update)).toEqual({ type: 'ignored', why })
})
