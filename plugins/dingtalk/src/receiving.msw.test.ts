import type { Clock } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { answer, notice } from '../../../test/channels/samples.ts'
import { LIMITS } from '../../../test/platforms/dingtalk/limits.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { CALLBACK_ANSWER_MS, START_PATIENCE_MS } from './limits.ts'
import { eventually, refOf, setScene } from './testing/scene.ts'

function nothing(): never {
  throw new Error('the robot has shown nothing')
}

test('a message is confirmed when it is durable, with where its chat is', async () => {
  const scene = await setScene()
  await scene.start()
  scene.state.chats.down = true
  const { push } = scene.ann.says(scene.chat, 'hello')
  await eventually(() => scene.log.filter((line) => line.includes('could not be made durable')).length).toBeGreaterThan(
    0,
  )
  expect(push?.acks).toBe(0)
  scene.state.chats.down = false
  await eventually(() => push?.acks).toBe(1)
  expect([...scene.state.chats.entries.keys()]).toEqual([`dingtalk:default:direct:${scene.ann.id}`])
})

test('messages of one chat wait for each other, those of others and taps wait for none', async () => {
  const scene = await setScene()
  await scene.start()
  await scene.channel.notify(notice(scene.ref, 'busy'))
  const ben = scene.dingtalk.person({ nick: 'Ben' })
  const took = scene.inbox.message.bind(scene.inbox)
  const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const asked: string[] = []
  scene.inbox.message = async (inbound) => {
    asked.push(inbound.text)
    begun.resolve()
    if (inbound.text === 'one') await gate.promise
    return await took(inbound)
  }
  const first = scene.ann.says(scene.chat, 'one')
  const second = scene.ann.says(scene.chat, 'two')
  await begun.promise
  const other = ben.says(scene.dingtalk.directChat(ben), 'of another chat')
  await eventually(() => other.push?.acks).toBe(1)
  await scene.ann.taps(scene.chat.fromBot[0] ?? nothing(), 'Cancel')
  await eventually(() => scene.inbox.taps).toMatchObject([
    { action: 'cancel', token: 'c.t..m', person: { id: scene.ann.id } },
  ])
  expect([first.push?.acks, second.push?.acks]).toEqual([0, 0])
  expect(asked).toEqual(['one', 'of another chat'])
  gate.resolve()
  await eventually(() => second.push?.acks).toBe(1)
  expect(scene.inbox.texts).toEqual(['of another chat', 'one', 'two'])
})

test('of who is not heard nothing is kept, and what was known before stays', async () => {
  const scene = await setScene()
  await scene.start()
  const group = scene.dingtalk.group([scene.ann])
  const asked = scene.ann.says(group, 'heard')
  await eventually(() => asked.push?.acks).toBe(1)
  const before = new Map(scene.state.chats.entries)
  const questions = (key: string) => JSON.stringify(scene.state.chats.entries.get(key))
  scene.inbox.message = async () => ({ type: 'ignored', why: 'not_allowed' })
  for (const chat of [group, scene.chat]) {
    const { push } = scene.ann.says(chat, 'a secret of a stranger')
    await eventually(() => push?.acks).toBe(1)
  }
  expect([...scene.state.chats.entries.keys()]).toEqual([...before.keys()])
  for (const key of before.keys()) {
    expect(questions(key)).toContain('heard')
    expect(questions(key)).not.toContain('stranger')
  }
  await scene.channel.send(answer(refOf(group, scene.ann), 'done', { replyTo: asked.message.id }))
  expect(group.last).toMatchObject({ text: 'done', replyTo: asked.message.id })
})

test('a press that DingTalk delivers twice is one, and answered once', async () => {
  const scene = await setScene()
  await scene.start()
  await scene.channel.notify(notice(scene.ref, 'busy'))
  const { said } = await scene.ann.taps(scene.chat.fromBot[0] ?? nothing(), 'Cancel')
  await eventually(() => said?.push?.acks).toBe(1)
  said?.redeliver()
  await eventually(() => said?.push?.acks).toBe(2)
  scene.inbox.tapResult = 'unknown'
  scene.ann.says(scene.chat, '/cancel #zzzzzzzz')
  await eventually(() => scene.chat.fromBot.map(({ text }) => text)).toEqual(['busy', 'it is done', 'it is unknown'])
  const [first, again] = scene.inbox.taps.map(({ dedupeKey }) => dedupeKey)
  expect(again).toBe(first)
})

test('a button is understood after a restart, and by nobody’s code it is unknown', async () => {
  const scene = await setScene()
  await scene.start()
  await scene.channel.notify(notice(scene.ref, 'busy'))
  scene.stop()
  await scene.dingtalk.connected(0)
  const again = scene.again()
  await again.start()
  const [shown] = scene.chat.fromBot
  if (shown === undefined) throw new Error('there is no notice')
  await scene.ann.taps(shown, 'Cancel')
  scene.ann.says(scene.chat, '/cancel #zzzzzzzz')
  await eventually(() => again.inbox.taps.map(({ action, token }) => [action, token])).toEqual([
    ['cancel', 'c.t..m'],
    ['', ''],
  ])
  expect(again.inbox.messages).toEqual([])
})

test('a code under the word of another action does not do what the code stands for', async () => {
  const scene = await setScene()
  await scene.start()
  await scene.channel.notify(notice(scene.ref, 'busy'))
  const [shown] = scene.chat.fromBot
  if (shown === undefined) throw new Error('there is no notice')
  await scene.ann.taps(shown, 'Cancel')
  await eventually(() => scene.inbox.taps.map(({ token }) => token)).toEqual(['c.t..m'])
  const code = /#[a-z2-7]{8}/u.exec(scene.chat.messages.map(({ text }) => text).join(' '))?.[0]
  expect(code).toBeDefined()
  scene.ann.says(scene.chat, `/wait ${code}`)
  scene.ann.says(scene.chat, `/choose Allow ${code}`)
  await eventually(() => scene.inbox.taps.slice(1).map(({ action, token }) => [action, token])).toEqual([
    ['', ''],
    ['', ''],
  ])
  expect(scene.inbox.messages).toEqual([])
})

test('a press that calls back is confirmed in time, also when its decision takes longer', async () => {
  // The limit is looked at below: a busy machine would miss it.
  const scene = await setScene({ account: { cardButtons: 'callback' }, dingtalk: { limits: { callbackMs: 60_000 } } })
  await scene.start()
  await scene.channel.notify(notice(scene.ref, 'busy'))
  const release = scene.inbox.hold()
  // Resolves when the app has confirmed it.
  await scene.ann.taps(scene.chat.fromBot[0] ?? nothing(), 'Cancel')
  expect(scene.inbox.asked).toBe(1)
  expect(scene.inbox.taps).toEqual([])
  release()
  await eventually(() => scene.inbox.taps).toMatchObject([{ action: 'cancel', token: 'c.t..m', noticeId: 'n1' }])
  await eventually(() => scene.chat.last?.text).toBe('it is done')
  expect(CALLBACK_ANSWER_MS).toBeLessThan(LIMITS.callbackMs)
})

test('a press whose confirmation got lost is known when it comes again; the next one is another', async () => {
  const scene = await setScene({
    account: { cardButtons: 'callback' },
    dingtalk: { limits: { callbackMs: 60_000, redeliverMs: 2000 } },
  })
  await scene.start()
  await scene.channel.notify(notice(scene.ref, 'busy'))
  const release = scene.inbox.hold()
  const pressed = scene.ann.taps(scene.chat.fromBot[0] ?? nothing(), 'Cancel')
  await eventually(() => scene.inbox.asked).toBe(1)
  const [line] = scene.dingtalk.connections()
  line?.drop()
  await eventually(() => scene.log.filter((entry) => entry.includes('the connection ends'))).toHaveLength(1)
  release()
  // Delivered again by the next connection, under another id.
  await pressed
  const keys = () => new Set(scene.inbox.taps.map(({ dedupeKey }) => dedupeKey))
  await eventually(() => scene.inbox.taps.length).toBeGreaterThan(1)
  expect(keys().size).toBe(1)
  scene.inbox.tapResult = 'finished'
  await scene.ann.taps(scene.chat.fromBot[0] ?? nothing(), 'Cancel')
  await eventually(() => keys().size).toBe(2)
  await eventually(() => scene.chat.fromBot.map(({ text }) => text)).toEqual(['busy', 'it is done', 'it is finished'])
})

test('a press on a card of ours that is forgotten is answered to who pressed; one of another app is not ours', async () => {
  const scene = await setScene({ account: { cardButtons: 'callback' } })
  await scene.start()
  const group = scene.dingtalk.group([scene.ann])
  const ref = refOf(group, scene.ann)
  await scene.channel.notify(notice(ref, 'busy'))
  scene.stop()
  await scene.dingtalk.connected(0)
  scene.state.cards.entries.clear()
  const again = scene.again()
  await again.start()
  await scene.ann.taps(group.fromBot[0] ?? nothing(), 'Cancel')
  await eventually(() => again.inbox.taps).toMatchObject([{ chat: { kind: 'direct', chat: scene.ann.id }, token: '' }])
  await eventually(() => scene.chat.last?.text).toBe('it is done')
})

test('wrong credentials are named, and the start does not wait for them', async () => {
  const patient: Clock = {
    now: systemClock.now,
    after: (delayMs, run) => (delayMs === START_PATIENCE_MS ? () => {} : systemClock.after(delayMs, run)),
  }
  const scene = await setScene({ account: { clientSecret: 'sesame-sesame-sesame' }, clock: patient })
  await scene.start()
  expect(scene.channel.health()).toMatchObject({
    state: 'failed',
    detail: expect.stringMatching(/Client ID and Secret/),
  })
  expect(scene.log.join()).not.toContain('sesame-sesame')
})

test('two accounts of one app are refused in one process', async () => {
  const scene = await setScene()
  await scene.start()
  await expect(scene.again().start()).rejects.toThrow(/same client id/)
})

test('what the robot said itself, and what is no message, is passed over and counted', async () => {
  const scene = await setScene()
  await scene.start()
  const [line] = scene.dingtalk.connections()
  const own = {
    conversationType: '2',
    conversationId: 'c',
    msgId: 'm',
    msgtype: 'text',
    senderId: 'r',
    chatbotUserId: 'r',
  }
  for (const data of [JSON.stringify(own), 'no JSON']) {
    const headers = { topic: '/v1.0/im/bot/messages/get', messageId: 'leave-1' }
    line?.send(JSON.stringify({ type: 'CALLBACK', headers, data }))
  }
  await eventually(() => scene.channel.health().detail).toMatch(/own_message 1, not understood 1/)
  expect(scene.inbox.messages).toEqual([])
})

test('health says what DingTalk does not deliver', async () => {
  const scene = await setScene()
  await scene.start()
  expect(scene.channel.health()).toEqual({ state: 'ready', detail: expect.stringMatching(/mention the robot/) })
})
