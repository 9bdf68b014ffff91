import { expect, test } from 'vitest'
import { call, cancelKeyboard, poll, type Scene, say, scene, updatesOf } from './scene.ts'

const EVENTS = { community: { longPoll: { events: ['message_new', 'message_event'] } } }

async function messageWithButton(s: Scene) {
  await say(s, { keyboard: cancelKeyboard() })
  return s.chat.last ?? expect.unreachable()
}

test('a tap tells the community who tapped what where, and the answer is a snackbar', async () => {
  const s = await scene(EVENTS)
  const message = await messageWithButton(s)
  const session = await s.api.groups.getLongPollServer({ group_id: s.community.id })
  const tapped = s.ann.taps(s.chat, message, 'Cancel')
  const [event] = updatesOf(await poll(session, session.ts))
  const object = event?.object ?? expect.unreachable()
  const where = { user_id: s.ann.id, peer_id: s.chat.peerId }
  expect(object).toMatchObject({ ...where, conversation_message_id: message.cmid, payload: { a: 'c' } })
  s.clock.advance(400)
  const { eventId: event_id } = [...s.community.taps.values()].at(-1) ?? expect.unreachable()
  expect(object).toMatchObject({ event_id })
  const event_data = JSON.stringify({ type: 'show_snackbar', text: 'Cancelled' })
  await call(s, 'messages.sendMessageEventAnswer', { event_id, ...where, event_data })
  expect(await tapped).toEqual({ userId: s.ann.id, text: 'Cancelled', link: undefined, afterMs: 400 })
  expect(s.chat.snackbars).toHaveLength(1)
  expect(s.vk.violations).toEqual([])
})

test('an answer without data only ends the spinning', async () => {
  const s = await scene(EVENTS)
  const tapped = s.ann.taps(s.chat, await messageWithButton(s), '{"a":"c"}')
  const [event_id] = s.community.taps.keys()
  await call(s, 'messages.sendMessageEventAnswer', { event_id, user_id: s.ann.id, peer_id: s.chat.peerId })
  expect((await tapped).text).toBeUndefined()
})

test('a tap that is not answered within a minute fails, and is the fault of the bot', async () => {
  const s = await scene(EVENTS)
  const tapped = s.ann.taps(s.chat, await messageWithButton(s), 'Cancel')
  const failed = expect(tapped).rejects.toThrow('was not answered in time')
  s.clock.advance(59_999)
  expect(s.vk.violations).toEqual([])
  s.clock.advance(1)
  await failed
  expect(s.vk.violations.map(({ rule }) => rule)).toEqual(['event.answered'])
})

test('an old or made-up tap reaches the community, a button that is not there cannot be tapped', async () => {
  const s = await scene(EVENTS)
  const message = await messageWithButton(s)
  const session = await s.api.groups.getLongPollServer({ group_id: s.community.id })
  await call(s, 'messages.edit', { peer_id: s.chat.peerId, cmid: message.cmid, message: 'Done' })
  s.ann.taps(s.chat, message, 'Cancel', { payload: '{"a":"old"}' }).catch(() => undefined)
  expect(updatesOf(await poll(session, session.ts))).toMatchObject([{ object: { payload: { a: 'old' } } }])
  await expect(s.ann.taps(s.chat, message, 'Cancel')).rejects.toThrow('has no callback button Cancel')
})

test('a client that does not know callback buttons says so, and cannot tap them', async () => {
  const s = await scene(EVENTS)
  const message = await messageWithButton(s)
  const bob = s.vk.person({ firstName: 'Bob', client: { callback: false }, language: 'en' })
  await expect(bob.taps(s.chat, message, 'Cancel')).rejects.toThrow('does not know callback buttons')
  const session = await s.api.groups.getLongPollServer({ group_id: s.community.id })
  bob.sends(s.vk.directChat(bob), 'Hello')
  const [event] = updatesOf(await poll(session, session.ts))
  const actions = ['text', 'vkpay', 'open_app', 'location', 'open_link', 'open_photo']
  expect(event?.object).toMatchObject({ client_info: { button_actions: actions, inline_keyboard: true, lang_id: 3 } })
})

test('a community that did not choose message_event never hears of a tap', async () => {
  const s = await scene()
  const session = await s.api.groups.getLongPollServer({ group_id: s.community.id })
  s.ann.taps(s.chat, await messageWithButton(s), 'Cancel').catch(() => undefined)
  expect(updatesOf(await poll(session, session.ts))).toEqual([])
})
