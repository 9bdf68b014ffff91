import type { ChatRef, Person, Reply } from '@holdline/bridge'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { notice } from '../../../test/channels/samples.ts'
import { readKeyboard } from '../../../test/platforms/vk/rules-keyboard.ts'
import { encodeNotice, encodeReply, forwardOf } from './encode.ts'
import { MAX_MESSAGE_TEXT } from './limits.ts'

const CHAT: ChatRef = { channel: 'vk', account: 'default', kind: 'group', chat: '2000000007' }
const DIRECT: ChatRef = { ...CHAT, kind: 'direct', chat: '42' }
const BOB: Person = { id: '43', name: 'Bob [x]|y' }

const reply = (text: string, chat = CHAT, mention: Person[] = []) => encodeReply({ text, mention, chat }, 'callback')
const formatsOf = ({ format_data: data = '{"items":[]}' }: { format_data?: string }) => JSON.parse(data).items

test('Markdown becomes the formats that VK has; the rest is drawn', () => {
  const { message, ...rest } = reply(
    '# Title\n\n**b** *i* ~~s~~ `c` [l](https://e.example)\n\n> q\n> r\n\n- one\n- two',
  )
  expect(message).toBe('Title\n\nb i ~s~ c l\n\n> q\n> r\n\n• one\n• two')
  expect(formatsOf(rest)).toEqual([
    { type: 'bold', offset: 0, length: 5 },
    { type: 'bold', offset: 7, length: 1 },
    { type: 'italic', offset: 9, length: 1 },
    { type: 'url', offset: 17, length: 1, url: 'https://e.example' },
  ])
})

test('who waits is named, in chats of several', () => {
  expect(reply('done', CHAT, [BOB, { id: '44' }, { id: '-5', name: 'Bot' }])).toMatchObject({
    message: 'done\n\n[id43|Bob  x  y], [id44|id44]',
    disable_mentions: 0,
  })
  expect(reply('done', DIRECT, [BOB])).toMatchObject({ message: 'done', disable_mentions: 1 })
})

test('an agent’s words name nobody, and formats stay where they belong', () => {
  const { message, ...rest } = reply('[id1|Boss] and @all and *club5 (x) **bold**', CHAT, [BOB])
  expect(message).not.toMatch(/\[id1\||@all|\*club5/)
  expect(message.replaceAll('\u2060', '')).toBe('[id1|Boss] and @all and *club5 (x) bold\n\n[id43|Bob  x  y]')
  const [bold] = formatsOf(rest)
  expect(message.slice(bold.offset, bold.offset + bold.length)).toBe('bold')
})

test('where nobody is mentioned, names stay as they are and notify nobody', () => {
  const { message, disable_mentions: quiet } = reply('ask @durov or [id1|him]', DIRECT)
  expect(message).toBe('ask @durov or [\u2060id1|him]')
  expect(quiet).toBe(1)
})

test('a text that is full of names loses none of its words', () => {
  const text = '@a '.repeat(1333).trim()
  const { message, disable_mentions: quiet } = reply(text, CHAT, [BOB])
  expect(message).toBe(text)
  expect(quiet).toBe(1)
})

test('a notice shows its words as they are, and brackets become nobody’s name', () => {
  const { message, disable_mentions: quiet } = encodeNotice(notice(CHAT, '*a* @all [id1|Boss]'), 'callback')
  expect(message.replaceAll('\u2060', '')).toBe('*a* @all [id1|Boss]')
  expect(message).not.toContain('[id1|')
  expect(quiet).toBe(1)
})

test('a client without buttons is told the commands', () => {
  expect(encodeNotice(notice(DIRECT, 'busy'), 'none').message).toBe('busy\n\nCancel: /cancel')
})

test('an answer can carry buttons; where there are none, links are words', () => {
  const buttons: Reply['buttons'] = [
    { label: 'Allow', style: 'primary', token: 't1' },
    { label: 'Read', style: 'secondary', url: 'https://e.example' },
  ]
  const { keyboard = '' } = encodeReply({ text: 'may I?', mention: [], chat: DIRECT, buttons }, 'callback')
  expect(readKeyboard(keyboard)?.rows.flat()).toMatchObject([
    { type: 'callback', label: 'Allow', payload: '{"holdline":"t1"}' },
    { type: 'open_link', label: 'Read', link: 'https://e.example' },
  ])
  expect(encodeReply({ text: 'may I?', mention: [], chat: DIRECT, buttons }, 'none')).toEqual({
    message: 'may I?\n\nRead: https://e.example',
    dont_parse_links: 1,
    disable_mentions: 1,
  })
})

test('nothing to see is shown as something, and nothing is too long', () => {
  expect(reply('').message).toBe('…')
  expect(reply('<!-- -->').message).not.toBe('')
  const text = fc.string({ maxLength: 6000, unit: 'binary' })
  fc.assert(
    fc.property(text, (words) => {
      const { message, ...rest } = reply(words, CHAT, [BOB])
      expect(message.length).toBeLessThanOrEqual(MAX_MESSAGE_TEXT)
      expect(message.isWellFormed()).toBe(true)
      for (const { offset, length } of formatsOf(rest)) expect(offset + length).toBeLessThanOrEqual(message.length)
      expect(encodeNotice(notice(CHAT, words), 'none').message.length).toBeLessThanOrEqual(MAX_MESSAGE_TEXT)
    }),
    { numRuns: 50 },
  )
})

test('a reply is to a message of its own conversation', () => {
  expect(JSON.parse(forwardOf(CHAT, '2000000007/9').forward ?? '')).toEqual({
    peer_id: 2000000007,
    conversation_message_ids: [9],
    is_reply: true,
  })
  expect(forwardOf(CHAT, '42/9')).toEqual({})
  expect(forwardOf(CHAT, undefined)).toEqual({})
})
