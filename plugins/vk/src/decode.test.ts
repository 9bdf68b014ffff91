import { expect, test } from 'vitest'
import { decodeEvent } from './decode.ts'
import { ANN, CHAT, CONTEXT, event, newMessage, US, wireMessage } from './testing/samples.ts'

const decode = (...args: Parameters<typeof newMessage>) => decodeEvent(newMessage(...args), CONTEXT)

test('a direct message', () => {
  expect(decode('hello', {}, { lang_id: 3, button_actions: ['text'] })).toEqual({
    type: 'message',
    inbound: {
      dedupeKey: `vk:${US.id}:e1`,
      chat: { channel: 'vk', account: 'default', kind: 'direct', chat: String(ANN) },
      sender: { id: String(ANN), locale: 'en' },
      text: 'hello',
      attachments: [],
      address: { by: 'direct', fromBot: false, everyone: false },
      ref: `${ANN}/7`,
      receivedAt: CONTEXT.now,
    },
    client: { lang_id: 3, button_actions: ['text'] },
  })
})

test('a message in a chat of several has its own number there', () => {
  expect(decode('hello', { peer_id: CHAT })).toMatchObject({
    inbound: { chat: { kind: 'group', chat: String(CHAT) }, address: { by: 'none' }, ref: `${CHAT}/7` },
  })
})

test('an event without an id is known by its message', () => {
  const { event_id: _, ...rest } = newMessage('hello')
  expect(decodeEvent(rest, CONTEXT)).toMatchObject({ inbound: { dedupeKey: `vk:${US.id}:${ANN}:7` } })
})

test('other communities are bots', () => {
  expect(decode('hello', { from_id: -5, peer_id: CHAT })).toMatchObject({ inbound: { address: { fromBot: true } } })
})

test('"Start" asks what the bot can do', () => {
  expect(decode('Начать', { payload: '{"command":"start"}' })).toMatchObject({ inbound: { text: '/help' } })
  expect(decode('Get started', { payload: '{"command":"start"}' })).toMatchObject({ inbound: { text: '/help' } })
  expect(decode('Начать')).toMatchObject({ inbound: { text: '/help' } })
})

test('what is answered and what is forwarded goes along, with what is in it', () => {
  const doc = { type: 'doc', doc: { title: 'a.txt', size: 5, url: 'https://vk.example/a' } }
  const forwarded = { from_id: 43, text: 'second', attachments: [doc], fwd_messages: [{ from_id: 44, text: 'third' }] }
  const decoded = decode('', { reply_message: { from_id: 43, text: '[id1|Bob] first' }, fwd_messages: [forwarded] })
  expect(decoded).toMatchObject({
    inbound: { quote: 'Bob first\n\nsecond\n\nthird', attachments: [{ kind: 'file', name: 'a.txt' }] },
  })
})

test('what we have no use for, or what is too large, is refused in words', () => {
  const gift = { attachments: [{ type: 'gift', gift: {} }] }
  expect(decode('', gift)).toMatchObject({ inbound: { refused: 'unsupported' } })
  expect(decode('thanks', gift)).toMatchObject({ inbound: { text: 'thanks', attachments: [] } })
  const film = { type: 'doc', doc: { title: 'film', size: 5000, url: 'https://vk.example/film' } }
  expect(decode('look', { attachments: [film] })).toMatchObject({ inbound: { refused: 'file_too_large' } })
})

test('a press of a callback button', () => {
  const object = {
    user_id: ANN,
    peer_id: CHAT,
    event_id: 'tap1',
    payload: { holdline: 'c.t..m' },
    conversation_message_id: 9,
  }
  expect(decodeEvent(event('message_event', object), CONTEXT)).toEqual({
    type: 'tap',
    tap: {
      dedupeKey: `vk:${US.id}:tap:tap1`,
      chat: { channel: 'vk', account: 'default', kind: 'group', chat: String(CHAT) },
      person: { id: String(ANN) },
      action: 'cancel',
      token: 'c.t..m',
      ref: { peer: CHAT, cmid: 9 },
    },
    way: { by: 'event', eventId: 'tap1', user: ANN, peer: CHAT },
  })
})

test('a button that is not ours is answered, too', () => {
  for (const payload of [{ other: 1 }, 'x', null, '{"holdline":"c.t..m"}']) {
    const object = { user_id: ANN, peer_id: ANN, event_id: 'tap1', payload }
    const token = typeof payload === 'string' && payload.startsWith('{') ? 'c.t..m' : ''
    expect(decodeEvent(event('message_event', object), CONTEXT)).toMatchObject({ type: 'tap', tap: { token } })
  }
})

test('a press of a text button is answered by a message', () => {
  expect(decode('Cancel', { payload: '{"holdline":"c.t..m"}' })).toMatchObject({
    type: 'tap',
    tap: { action: 'cancel', token: 'c.t..m', dedupeKey: `vk:${US.id}:e1` },
    way: { by: 'message', replyTo: `${ANN}/7` },
  })
})

test('an edit names its message', () => {
  expect(decodeEvent(event('message_edit', wireMessage('typo')), CONTEXT)).toMatchObject({
    type: 'edit',
    ref: `${ANN}/7`,
    text: 'typo',
  })
})

test('an edit of the community’s own is none', () => {
  const edit = event('message_edit', wireMessage('typo', { from_id: -US.id }))
  expect(decodeEvent(edit, CONTEXT)).toEqual({ type: 'ignored', why: 'own_message' })
})

test('the bot’s place in a chat is told, other people’s is not', () => {
  const invited = (member: number) => ({ peer_id: CHAT, action: { type: 'chat_invite_user', member_id: member } })
  expect(decode('', invited(-US.id))).toMatchObject({ type: 'membership', what: 'chat_invite_user' })
  expect(decode('', invited(43))).toEqual({ type: 'ignored', why: 'service' })
})

test.for([
  ['wall_reply_new', 'wall_comment'],
  ['photo_comment_new', 'other_comment'],
  ['message_reply', 'own_message'],
  ['group_join', 'other_event'],
] as const)('%s is ignored as %s', ([type, why]) => {
  expect(decodeEvent(event(type, {}), CONTEXT)).toEqual({ type: 'ignored', why })
})

test('what the community itself writes, and what is for another one, is ignored', () => {
  expect(decode('hello', { from_id: -US.id })).toEqual({ type: 'ignored', why: 'own_message' })
  expect(decodeEvent({ ...newMessage('hello'), group_id: 5 }, CONTEXT)).toEqual({
    type: 'ignored',
    why: 'other_community',
  })
  expect(decode('')).toEqual({ type: 'ignored', why: 'empty' })
})

test('an event of another form than documented is an error', () => {
  expect(() => decodeEvent(event('message_new', { message: { text: 5 } }), CONTEXT)).toThrow()
})
