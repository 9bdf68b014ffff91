import { expect, test } from 'vitest'
import { type Decoded, decodeEvent } from './decode.ts'
import { BOT, CONTEXT, inGroup, mentionOf, messageFrom } from './testing/events.ts'

const message = (event: object) => decodeEvent('im.message.receive_v1', event, CONTEXT)

function inboundOf(event: object): Extract<Decoded, { type: 'message' }>['inbound'] {
  const decoded = message(event)
  if (decoded.type !== 'message') throw new Error(`it is ${JSON.stringify(decoded)}`)
  return decoded.inbound
}

/** A message of any type with this content. */
const typed = (type: string, content: object) => messageFrom({ message_type: type, content: JSON.stringify(content) })

test('a direct message: its chat, sender, words, and the language of the client', () => {
  const inbound = inboundOf(messageFrom({ user_agent: 'Mozilla/5.0 Lark/7.52 LarkLocale/zh_CN Channel/Release' }))
  expect(inbound).toMatchObject({
    dedupeKey: 'feishu:cli_0123456789abcdef:om_1',
    chat: { channel: 'feishu', account: 'default', kind: 'direct', chat: 'oc_1' },
    sender: { id: 'ou_ann', locale: 'zh-CN' },
    text: 'hello',
    address: { by: 'direct', fromBot: false, everyone: false },
    ref: 'om_1',
  })
  expect(inboundOf(messageFrom()).sender).toEqual({ id: 'ou_ann' })
})

test('in a group only a mention of this very bot addresses it', () => {
  const bot = mentionOf('@_user_1', BOT.openId, 'Holdline')
  expect(inboundOf(inGroup('@_user_1 /cancel', [bot]))).toMatchObject({ text: '/cancel', address: { by: 'mention' } })
  expect(inboundOf(inGroup('/cancel'))).toMatchObject({ text: '/cancel', address: { by: 'none' } })
  const other = mentionOf('@_user_1', 'ou_other_bot', 'Helper')
  expect(inboundOf(inGroup('@_user_1 go', [other]))).toMatchObject({ text: '@Helper go', address: { by: 'none' } })
})

test('@all is not the bot, whether or not it is among the mentions', () => {
  expect(inboundOf(inGroup('@_all lunch'))).toMatchObject({
    text: '@all lunch',
    address: { by: 'none', everyone: true },
  })
  const listed = { key: '@_all', id: { open_id: '' }, name: 'Everyone' }
  expect(inboundOf(inGroup('@_all lunch', [listed])).address).toMatchObject({ by: 'none', everyone: true })
})

test('the tenth person is not the first one with a zero behind', () => {
  const people = [mentionOf('@_user_1', 'ou_1', 'Ann'), mentionOf('@_user_10', 'ou_10', 'Bob')]
  expect(inboundOf(inGroup('@_user_10 and @_user_1', people)).text).toBe('@Bob and @Ann')
})

test('a name is put in as it is', () => {
  const odd = mentionOf('@_user_1', 'ou_1', '$& $1')
  expect(inboundOf(inGroup('@_user_1!', [odd])).text).toBe('@$& $1!')
})

test('a mention that stands only in the content of a rich text counts', () => {
  const content = [
    [
      { tag: 'at', user_id: BOT.openId, user_name: 'Holdline' },
      { tag: 'text', text: ' go on' },
    ],
  ]
  const post = messageFrom({
    chat_type: 'group',
    message_type: 'post',
    content: JSON.stringify({ title: '', content }),
  })
  expect(inboundOf(post)).toMatchObject({ text: 'go on', address: { by: 'mention' } })
})

test('rich text becomes words and attachments', () => {
  const content = [
    [
      { tag: 'text', text: 'See ' },
      { tag: 'a', text: 'this', href: 'https://e.example' },
    ],
    [{ tag: 'img', image_key: 'img_1' }],
    [{ tag: 'code_block', language: 'GO', text: 'x := 1' }],
  ]
  const { text, attachments } = inboundOf(typed('post', { title: 'Title', content }))
  expect(text).toBe('Title\nSee this (https://e.example)\n\n```go\nx := 1\n```')
  expect(attachments).toEqual([{ kind: 'image', ref: { message: 'om_1', key: 'img_1', resource: 'image' } }])
  expect(inboundOf(typed('post', { zh_cn: { title: '', content: [[{ tag: 'text', text: '好' }]] } })).text).toBe('好')
})

test.each([
  ['image', { image_key: 'k' }, { kind: 'image', ref: { message: 'om_1', key: 'k', resource: 'image' } }],
  ['file', { file_key: 'k', file_name: 'a.txt' }, { kind: 'file', name: 'a.txt', ref: { key: 'k', resource: 'file' } }],
  ['audio', { file_key: 'k', duration: 2000 }, { kind: 'voice', ref: { key: 'k', resource: 'file' } }],
  ['media', { file_key: 'k', image_key: 'i', file_name: 'a.mp4' }, { kind: 'video', name: 'a.mp4', ref: { key: 'k' } }],
  ['sticker', { file_key: 'k' }, { kind: 'sticker', ref: null }],
  ['location', { name: 'Office', latitude: '1', longitude: '2' }, { kind: 'location', text: 'Office (1, 2)' }],
])('a message of the type %s is an attachment', (type, content, attachment) => {
  expect(inboundOf(typed(type, content)).attachments).toMatchObject([attachment])
})

test('a card says its words; what says nothing is refused, to be told', () => {
  const card = { title: 'Alert', elements: [[{ tag: 'text', text: 'CPU is hot' }], [{ tag: 'button', text: 'Fine' }]] }
  expect(inboundOf(typed('interactive', card)).text).toBe('Alert\nCPU is hot\nFine')
  expect(inboundOf(typed('vote', {})).refused).toBe('unsupported')
  expect(inboundOf(messageFrom({ content: 'no json' })).text).toBe('')
})

test('a thread is a place of its own, and its first message is not a quote', () => {
  const thread = { thread_id: 'omt_1', root_id: 'om_0', parent_id: 'om_0' }
  expect(message(inGroup('hi', [], thread))).toMatchObject({
    inbound: { chat: { kind: 'group', chat: 'oc_1', thread: 'omt_1' } },
    lookups: { parentIsThread: true },
  })
  expect(message(inGroup('hi', [], { ...thread, parent_id: 'om_5' }))).toMatchObject({
    lookups: { parent: 'om_5', parentIsThread: false },
  })
})

test('the bot’s own messages and system messages are passed over; other bots are marked', () => {
  expect(message(messageFrom({}, { sender_id: { open_id: BOT.openId }, sender_type: 'app' }))).toEqual({
    type: 'ignored',
    why: 'own_message',
  })
  expect(message(typed('system', {}))).toEqual({ type: 'ignored', why: 'system' })
  expect(inboundOf(messageFrom({}, { sender_type: 'app' })).address.fromBot).toBe(true)
})

test('without knowing who the bot is, a group cannot be judged, and a direct chat can', () => {
  const { bot: _, ...early } = CONTEXT
  expect(decodeEvent('im.message.receive_v1', inGroup('hi'), early)).toEqual({ type: 'too_early' })
  expect(decodeEvent('im.message.receive_v1', messageFrom(), early).type).toBe('message')
})

test('a tap is in the chat that the button says and the platform names', () => {
  const value = { by: 'holdline', action: 'cancel', token: 't', notice: 'n1', kind: 'group', thread: 'omt_1' }
  const tap = (button: unknown) =>
    decodeEvent(
      'card.action.trigger',
      {
        event_id: 'e7',
        token: 'c-1',
        operator: { open_id: 'ou_ann' },
        action: { value: button, tag: 'button' },
        context: { open_message_id: 'om_9', open_chat_id: 'oc_1' },
      },
      CONTEXT,
    )
  expect(tap(value)).toMatchObject({
    type: 'tap',
    message: 'om_9',
    tap: {
      dedupeKey: 'feishu:cli_0123456789abcdef:tap:e7',
      chat: { kind: 'group', chat: 'oc_1', thread: 'omt_1' },
      person: { id: 'ou_ann' },
      action: 'cancel',
      token: 't',
      noticeId: 'n1',
      ref: { message: 'om_9' },
    },
  })
  for (const foreign of [undefined, '/cancel', {}, { ...value, by: 'other' }, { ...value, kind: 'x' }])
    expect(tap(foreign)).toEqual({ type: 'ignored', why: 'foreign_tap' })
})
