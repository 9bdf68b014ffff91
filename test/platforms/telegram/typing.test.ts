import { expect, test } from 'vitest'
import { scene } from './scene.ts'

test('typing is seen for five seconds, and no longer than until the next message', async () => {
  const { api, chat, clock } = await scene()
  await api.sendChatAction(chat.id, 'typing')
  clock.advance(4_999)
  expect(chat.typing()).toBe(true)
  clock.advance(1)
  expect(chat.typing()).toBe(false)
  await api.sendChatAction(chat.id, 'typing')
  await api.sendMessage(chat.id, 'Here I am')
  expect(chat.typing()).toBe(false)
})

test('typing is seen in its topic, and a message in another topic does not end it', async () => {
  const { telegram, api, ann } = await scene()
  const forum = telegram.group({ members: [ann], topics: ['One', 'Two'] })
  const [, one = 0, two = 0] = forum.topics.keys()
  await api.sendChatAction(forum.id, 'typing', { message_thread_id: one })
  await api.sendMessage(forum.id, 'Hi', { message_thread_id: two })
  expect([forum.typing(one), forum.typing(two), forum.typing(1)]).toEqual([true, false, false])
  await api.sendMessage(forum.id, 'Hi', { message_thread_id: one })
  expect(forum.typing(one)).toBe(false)
})

test('typing in General needs its number, and a message there ends it', async () => {
  const { telegram, api, ann } = await scene()
  const forum = telegram.group({ members: [ann], forum: true })
  await api.sendChatAction(forum.id, 'typing')
  expect(forum.typing(1)).toBe(false)
  await api.sendChatAction(forum.id, 'typing', { message_thread_id: 1 })
  expect(forum.typing(1)).toBe(true)
  await api.sendMessage(forum.id, 'Hi')
  expect(forum.typing(1)).toBe(false)
})
