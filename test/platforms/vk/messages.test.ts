import { expect, test } from 'vitest'
import { call, cancelKeyboard, poll, say, scene, updatesOf } from './scene.ts'

const HOUR_MS = 60 * 60 * 1_000

test('a message with a known random_id is the one that was sent before, for an hour', async () => {
  const s = await scene()
  const first = await say(s, { random_id: 5 })
  expect(await say(s, { random_id: 5 })).toBe(first)
  expect(s.chat.messages).toHaveLength(1)
  s.clock.advance(HOUR_MS)
  expect(await say(s, { random_id: 5 })).not.toBe(first)
  expect(s.chat.messages).toHaveLength(2)
  expect(s.vk.violations).toEqual([])
})

test('the same random_id in another chat is another message', async () => {
  const s = await scene()
  const team = s.vk.chat({ members: [s.ann] })
  await say(s, { random_id: 5 })
  await say(s, { random_id: 5, peer_id: team.peerId })
  expect([s.chat.messages.length, team.messages.length]).toEqual([1, 1])
})

test('in a chat of several only the plural form tells the number of a message', async () => {
  const s = await scene()
  const { peerId } = s.vk.chat({ members: [s.ann] })
  expect(peerId).toBe(2_000_000_001)
  expect(await say(s, { peer_id: peerId })).toBe(0)
  const listed = await say(s, { peer_id: undefined, peer_ids: peerId })
  expect(listed).toEqual([{ peer_id: peerId, message_id: 0, conversation_message_id: 2 }])
  expect(await say(s)).toBe(s.chat.last?.origin.id)
})

test('to many at once, whom it cannot be sent to stands in the answer and the others get it', async () => {
  const s = await scene()
  const bob = s.vk.person({ firstName: 'Bob' })
  const answer = await say(s, { peer_id: undefined, peer_ids: [bob.id, s.ann.id].join() })
  expect(answer).toEqual([
    {
      peer_id: bob.id,
      message_id: 0,
      conversation_message_id: 0,
      error: { code: 901, description: "Can't send messages for users without permission" },
    },
    { peer_id: s.ann.id, message_id: s.chat.last?.origin.id, conversation_message_id: 1 },
  ])
  expect(s.vk.violations).toEqual([])
})

test('an edit takes away what it does not repeat: keyboard, formats, reply', async () => {
  const s = await scene()
  const question = s.ann.sends(s.chat, 'Hello?')
  const forward = JSON.stringify({ peer_id: s.chat.peerId, conversation_message_ids: [question.cmid], is_reply: true })
  const format_data = JSON.stringify({ version: '1', items: [{ type: 'bold', offset: 0, length: 2 }] })
  await say(s, { keyboard: cancelKeyboard(), forward, format_data })
  const message = s.chat.last ?? expect.unreachable()
  expect([message.replyTo, message.formats.length, message.button('Cancel')?.payload]).toEqual([1, 1, '{"a":"c"}'])
  const where = { peer_id: s.chat.peerId, cmid: message.cmid }
  await call(s, 'messages.edit', { ...where, message: 'Hi!', keyboard: cancelKeyboard(), keep_forward_messages: 1 })
  expect([message.replyTo, message.formats, message.keyboard.flat().length]).toEqual([1, [], 1])
  await call(s, 'messages.edit', { ...where, message: 'Done' })
  expect([message.replyTo, message.keyboard, message.edits]).toEqual([undefined, [], 2])
  expect(message.versions.map(({ text }) => text)).toEqual(['Hi', 'Hi!', 'Done'])
})

test('people read names where a mention stands, and are notified unless that is switched off', async () => {
  const s = await scene()
  const message = `[id${s.ann.id}|Ann], done`
  await say(s, { message })
  expect([s.chat.last?.shown, s.chat.last?.mentions]).toEqual(['Ann, done', [s.ann.id]])
  await say(s, { message, disable_mentions: 1 })
  expect(s.chat.last?.mentions).toEqual([])
})

test('a keyboard below the conversation stays until there is an empty one', async () => {
  const s = await scene()
  const buttons = [[{ action: { type: 'text', label: 'Go', payload: '{"a":1}' } }]]
  await say(s, { keyboard: JSON.stringify({ buttons }) })
  expect(s.chat.last?.keyboard).toEqual([])
  expect(s.ann.presses(s.chat, 'Go').origin.payload).toBe('{"a":1}')
  await say(s, { keyboard: JSON.stringify({ buttons: [] }) })
  expect(s.chat.keyboard).toBeUndefined()
})

test('in a chat of several a text button writes whose it is', async () => {
  const s = await scene()
  const team = s.vk.chat({ members: [s.ann] })
  const buttons = [[{ action: { type: 'text', label: 'Go', payload: '{"a":1}' } }]]
  await say(s, { peer_id: team.peerId, keyboard: JSON.stringify({ inline: true, buttons }) })
  const pressed = s.ann.presses(team, 'Go', team.last)
  expect([pressed.text, pressed.shown]).toEqual([`[club${s.community.id}|@holdline] Go`, '@holdline Go'])
})

test('deleted for all, a message is gone; otherwise people go on seeing it', async () => {
  const s = await scene()
  await say(s)
  await say(s)
  const where = { peer_id: s.chat.peerId }
  await call(s, 'messages.delete', { ...where, cmids: 1 })
  expect(s.chat.messages).toHaveLength(2)
  const answer = await call(s, 'messages.delete', { ...where, cmids: '1,2,9', delete_for_all: 1 })
  expect(answer).toMatchObject([{ response: 1 }, { response: 1 }, { response: 0 }])
  expect(s.chat.messages).toEqual([])
})

test('typing is seen for ten seconds, or until the message', async () => {
  const s = await scene()
  const params = { peer_id: s.chat.peerId, type: 'typing' } as const
  await s.api.messages.setActivity(params)
  s.clock.advance(9_999)
  expect(s.chat.typing).toBe(true)
  s.clock.advance(1)
  expect(s.chat.typing).toBe(false)
  await s.api.messages.setActivity(params)
  await say(s)
  expect(s.chat.typing).toBe(false)
})

test('the community hears of its own messages and of edits, where it chose to', async () => {
  const s = await scene({ community: { longPoll: { events: ['message_reply', 'message_edit', 'message_new'] } } })
  const session = await s.api.groups.getLongPollServer({ group_id: s.community.id })
  await say(s)
  s.ann.edits(s.chat, s.ann.sends(s.chat, 'one'), 'two')
  const updates = updatesOf(await poll(session, session.ts))
  expect(updates.map(({ type }) => type)).toEqual(['message_reply', 'message_new', 'message_edit'])
  expect(updates[2]).toMatchObject({ object: { text: 'two', from_id: s.ann.id }, group_id: s.community.id })
})
