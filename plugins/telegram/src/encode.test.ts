import type { ChatRef, NoticeButton } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { encodeCaption, encodeNotice, encodeReply, targetOf, typingPlaceOf } from './encode.ts'

const GROUP: ChatRef = { channel: 'telegram', account: 'default', kind: 'group', chat: '-1005' }
const DIRECT: ChatRef = { ...GROUP, kind: 'direct', chat: '42' }
const ANN = { id: '42', name: 'Ann' }

function button(label: string, style: NoticeButton['style'] = 'secondary'): NoticeButton {
  return { action: 'wait', label, token: 'w.x.y.z', style }
}

test('a reply goes to its message, and goes out when that is gone', () => {
  expect(targetOf({ ...GROUP, thread: '77' }, '-1005/9')).toEqual({
    chat_id: -1005,
    message_thread_id: 77,
    reply_parameters: { message_id: 9, allow_sending_without_reply: true },
  })
})

test('a message of another chat is not replied to: its number means something else here', () => {
  for (const ref of ['-5/9', '9', '', undefined]) expect(targetOf(GROUP, ref)).toEqual({ chat_id: -1005 })
})

test('the General topic is named for typing only', () => {
  expect(targetOf(GROUP)).not.toHaveProperty('message_thread_id')
  expect(typingPlaceOf(GROUP, true)).toEqual({ chat_id: -1005, message_thread_id: 1 })
  expect(typingPlaceOf(GROUP, false)).toEqual({ chat_id: -1005 })
  expect(typingPlaceOf({ ...GROUP, thread: '77' }, true)).toEqual({ chat_id: -1005, message_thread_id: 77 })
})

test('a notice has its words as they are, and always says its keyboard', () => {
  expect(encodeNotice({ text: '<b>*a*', buttons: [] })).toEqual({
    text: '<b>*a*',
    reply_markup: { inline_keyboard: [] },
  })
})

test('short buttons share a row, long ones do not, and the order stays', () => {
  const labels = ['Wait', 'Cancel', 'A rather long label here', 'New', 'Retry']
  const { reply_markup } = encodeNotice({ text: 'a', buttons: labels.map((label) => button(label)) })
  expect(reply_markup.inline_keyboard.map((row) => row.map(({ text }) => text))).toEqual([
    ['Wait', 'Cancel'],
    ['A rather long label here'],
    ['New', 'Retry'],
  ])
})

test('styles that Telegram has are used', () => {
  const { reply_markup } = encodeNotice({ text: 'a', buttons: [button('Stop', 'danger'), button('Go', 'secondary')] })
  expect(reply_markup.inline_keyboard[0]).toEqual([
    { text: 'Stop', callback_data: 'w.x.y.z', style: 'danger' },
    { text: 'Go', callback_data: 'w.x.y.z' },
  ])
})

test('in a group people are mentioned below the answer, in a direct chat the answer itself is enough', () => {
  expect(encodeReply({ text: '**a**', mention: [ANN, { id: '7', name: 'Bo' }], chat: GROUP })).toEqual({
    text: 'a\n\nAnn, Bo',
    entities: [
      { type: 'bold', offset: 0, length: 1 },
      { type: 'text_mention', offset: 3, length: 3, user: { id: 42, is_bot: false, first_name: 'Ann' } },
      { type: 'text_mention', offset: 8, length: 2, user: { id: 7, is_bot: false, first_name: 'Bo' } },
    ],
  })
  expect(encodeReply({ text: 'a', mention: [ANN], chat: DIRECT })).toEqual({ text: 'a', entities: [] })
})

test('an anonymous administrator is never named', () => {
  expect(encodeReply({ text: 'a', mention: [{ id: '-1005', name: 'Team' }], chat: GROUP }).text).toBe('a')
})

test('a file mentions people in its caption', () => {
  expect(encodeCaption({ mention: [ANN], chat: GROUP })).toMatchObject({
    text: 'Ann',
    entities: [{ offset: 0, length: 3 }],
  })
  expect(encodeCaption({ mention: [], chat: GROUP }).text).toBe('')
})

test('an answer with nothing to see is still an answer', () => {
  for (const text of ['', ' \n ', '[a]: https://e.example', '\0']) {
    expect(encodeReply({ text, mention: [], chat: DIRECT }).text, JSON.stringify(text)).not.toBe('')
  }
})
