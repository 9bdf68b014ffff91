import type { Message } from '@grammyjs/types'
import { parseCommand } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { readText } from './address.ts'
import { BOT, BOT_USER, COMMANDS, entity, inGroup, replying } from './testing/messages.ts'

const isCommand = (text: string) => parseCommand(text, { direct: false, addressed: false, words: COMMANDS }) !== null
const read = (message: Message) => readText(message, BOT, isCommand)

/** A group message with a mention of `name` in it. */
function mentioning(text: string, name: string): Message {
  return inGroup(text, { entities: [entity(text, name, 'mention')] })
}

test('a message that says nothing of the bot is not for it', () => {
  expect(read(inGroup('hello all'))).toEqual({ by: 'none', text: 'hello all' })
  expect(read(mentioning('hello @somebody_else', '@somebody_else'))).toMatchObject({ by: 'none' })
})

test('the bot’s name counts in any case and place, and is taken out', () => {
  const cases: [string, string, string][] = [
    ['@holdline_bot what is up', '@holdline_bot', 'what is up'],
    ['@HOLDLINE_BOT, what is up', '@HOLDLINE_BOT', 'what is up'],
    ['what is up @Holdline_Bot', '@Holdline_Bot', 'what is up'],
    ['@holdline_bot - what is up', '@holdline_bot', 'what is up'],
    ['@holdline_bot -5 + 3', '@holdline_bot', '-5 + 3'],
    ['@holdline_bot: .5 or !done', '@holdline_bot', '.5 or !done'],
    ['say, @Holdline_Bot please', '@Holdline_Bot', 'say, please'],
  ]
  for (const [text, name, kept] of cases)
    expect(read(mentioning(text, name)), text).toEqual({ by: 'mention', text: kept })
})

test('a mention without a user name counts too', () => {
  const text = 'Holdline help me'
  const message = inGroup(text, { entities: [{ type: 'text_mention', offset: 0, length: 8, user: BOT_USER }] })
  expect(read(message)).toEqual({ by: 'mention', text: 'help me' })
})

test('a caption addresses the bot as a text does', () => {
  const caption = 'look @Holdline_Bot'
  const { text: _, ...photo } = inGroup('')
  const message = { ...photo, caption, caption_entities: [entity(caption, '@Holdline_Bot', 'mention')] }
  expect(read(message)).toEqual({ by: 'mention', text: 'look' })
})

test('a command with the bot’s name is for it, in any case and script', () => {
  for (const [text, kept] of [
    ['/cancel@Holdline_Bot', '/cancel'],
    ['/Cancel@holdline_bot 2', '/Cancel 2'],
    ['/отмена@holdline_bot', '/отмена'],
    ['/weather@Holdline_Bot Oslo', '/weather Oslo'],
  ])
    expect(read(inGroup(text ?? '')), text).toEqual({ by: 'command', text: kept })
})

test('a command after the bot’s name reads as a command', () => {
  expect(read(mentioning('@Holdline_Bot /cancel', '@Holdline_Bot'))).toEqual({ by: 'command', text: '/cancel' })
})

test('our own commands count without a name, other commands do not', () => {
  expect(read(inGroup('/cancel'))).toMatchObject({ by: 'command' })
  expect(read(inGroup('/Стоп'))).toMatchObject({ by: 'command' })
  expect(read(inGroup('/weather'))).toMatchObject({ by: 'none' })
  expect(read(inGroup('/cancel@other_bot'))).toEqual({ by: 'none', text: '/cancel@other_bot' })
  expect(read(inGroup('stop'))).toMatchObject({ by: 'none' })
})

test('a reply to the bot is for it', () => {
  const answer = inGroup('an answer', { message_id: 3, from: BOT_USER })
  expect(read(replying(inGroup('and why?'), answer))).toEqual({ by: 'reply', text: 'and why?' })
  const inThread = replying(inGroup('and why?', { message_thread_id: 3 }), answer)
  expect(read(inThread), 'a thread of replies that the bot began').toMatchObject({ by: 'reply' })
})

test('a command for another bot is not for ours, though it replies to it', () => {
  const answer = inGroup('an answer', { message_id: 3, from: BOT_USER })
  for (const text of ['/cancel@other_bot', '/new@OtherBot and go', '/отмена@other_bot'])
    expect(read(replying(inGroup(text), answer)), text).toEqual({ by: 'none', text })
  const path = '/home/ann@server is full'
  expect(read(replying(inGroup(path), answer)), 'a path is no command').toEqual({ by: 'reply', text: path })
})

test('what is said in a topic that the bot opened is no reply to it', () => {
  const root = inGroup('', { message_id: 3, from: BOT_USER })
  const created = { ...root, forum_topic_created: { name: 'Plans', icon_color: 1 } }
  const inTopic = inGroup('hi', { is_topic_message: true, message_thread_id: 3 })
  expect(read(replying(inTopic, root))).toMatchObject({ by: 'none' })
  expect(read(replying(inGroup('hi', { message_thread_id: 9 }), created))).toMatchObject({ by: 'none' })
})
