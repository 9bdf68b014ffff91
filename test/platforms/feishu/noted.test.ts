import { expect, test } from 'vitest'
import { call, cardOf, plain, say, sayCard } from './refused/refused-case.ts'
import { clientOf, scene, to } from './scene.ts'

// Mistakes that the platform lets pass: the call does what it says, and a violation is noted.

const rules = ({ feishu }: Awaited<ReturnType<typeof scene>>) => feishu.violations.map(({ rule }) => rule)

test('an unknown parameter is ignored, and noted by its name', async () => {
  const s = await scene()
  const { params, data } = to(s.chat, 'text', { text: 'Hi' }, { reply_in_tread: true })
  await call(s, 'POST', '/im/v1/messages', { params: { ...params, receiver_type: 'x' }, data })
  expect(s.chat.last?.text).toBe('Hi')
  expect(s.feishu.violations.map(({ message }) => message)).toEqual([
    'message.create: receiver_type',
    'message.create: reply_in_tread',
  ])
  expect(rules(s)).toEqual(['params.known', 'params.known'])
})

test('a uuid sends one message within an hour, also when the answer was lost or the words are others', async () => {
  const s = await scene()
  const send = (text: string, client = s.client) =>
    client.im.v1.message.create(to(s.chat, 'text', { text }, { uuid: 'event-1' }))
  s.feishu.fail('message.create', { dropAfter: true })
  await expect(send('Hi')).rejects.toThrow()
  const again = await send('Hi')
  expect(again.data?.message_id).toBe(s.chat.fromBots[0]?.id)
  expect(s.chat.fromBots).toHaveLength(1)
  expect(rules(s)).toEqual([])
  await send('Something else')
  expect(s.chat.fromBots).toHaveLength(1)
  s.clock.advance(60 * 60 * 1000)
  await send('Hi')
  expect(s.chat.fromBots).toHaveLength(2)
  const other = s.feishu.account()
  s.chat.members.add(other)
  await send('Hi', clientOf(s.url, other))
  expect(s.chat.fromBots).toHaveLength(3)
})

test('a uuid for another chat sends nothing, and is noted', async () => {
  const s = await scene()
  const group = s.feishu.group({ members: [s.ann] })
  for (const chat of [s.chat, group]) {
    await s.client.im.v1.message.create(to(chat, 'text', { text: 'Hi' }, { uuid: 'event-1' }))
  }
  expect(group.messages).toEqual([])
  expect(rules(s)).toEqual(['uuid.same'])
})

test('a uuid whose message was refused is still free', async () => {
  const s = await scene()
  const uuid = { uuid: 'event-1' }
  await expect(s.client.im.v1.message.create(to(s.chat, 'interactive', {}, uuid))).rejects.toThrow()
  await s.client.im.v1.message.create(to(s.chat, 'text', { text: 'Hi' }, uuid))
  expect(s.chat.last?.text).toBe('Hi')
  expect(rules(s)).toEqual(['card.schema'])
})

test('an answer with a uuid is found again though the question was recalled meanwhile', async () => {
  const s = await scene()
  const question = s.ann.sends(s.chat, 'Hello')
  const answer = () =>
    s.client.im.v1.message.reply({
      path: { message_id: question.id },
      data: { msg_type: 'text', content: '{"text":"Hi"}', uuid: 'u' },
    })
  const first = await answer()
  s.ann.recalls(question)
  expect((await answer()).data?.message_id).toBe(first.data?.message_id)
})

test('mentioning somebody whom the app does not know is noted, in a text, a rich text and a card', async () => {
  const s = await scene()
  const foreign = s.ann.openId(s.feishu.account())
  await say(s, 'text', { text: `<at user_id="${foreign}">Ann</at>` })
  await say(s, 'post', { zh_cn: { content: [[{ tag: 'at', user_id: foreign }]] } })
  await sayCard(s, cardOf({ tag: 'markdown', content: `<at id=${foreign}></at>` }))
  expect(rules(s)).toEqual(['content.mention', 'content.mention', 'content.mention'])
})

test('a value beside the behaviors of a button is noted', async () => {
  const s = await scene()
  await sayCard(s, cardOf({ tag: 'button', text: plain('Go'), value: { a: 1 } }))
  expect(rules(s)).toEqual(['button.value'])
  await expect(s.ann.taps(s.chat.last ?? expect.unreachable(), 'Go')).rejects.toThrow('no button')
})
