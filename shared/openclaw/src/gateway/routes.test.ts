import type { ChatRef } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { chatOfTarget, targetOf } from './routes.ts'

const CHATS: readonly ChatRef[] = [
  { channel: 'webchat', account: 'default', kind: 'direct', chat: 'aB-_9' },
  { channel: 'telegram', account: 'work', kind: 'group', chat: '-100', thread: '7' },
  { channel: 'telegram', account: 'default', kind: 'direct', chat: 'a:b:c' },
]

test.for(CHATS)('a chat is found again by its target', (chat) => {
  expect(chatOfTarget(targetOf(chat), chat.channel, chat.account)).toEqual(chat)
})

test('a target that only names an id is a person', () => {
  expect(chatOfTarget('42', 'telegram', 'default')).toEqual({
    channel: 'telegram',
    account: 'default',
    kind: 'direct',
    chat: '42',
  })
})
