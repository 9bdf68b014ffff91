import { expect, test } from 'vitest'
import { mention } from './content.ts'
import { card, listen, scene, to } from './scene.ts'

test('a question, a notice with a button, a tap, an answer: as people see it, each in their language', async () => {
  const { feishu, url, bot, client, ann, clock } = await scene()
  const bob = feishu.user({ name: 'Bob', language: 'en_us' })
  const group = feishu.group({ members: [ann, bob] })
  const heard: unknown[] = []
  await listen(
    { feishu, url },
    {
      'im.message.receive_v1': (event) => void heard.push(event.message),
      'card.action.trigger': () => ({ toast: { type: 'success', content: 'Cancelled', i18n: { zh_cn: '已取消' } } }),
    },
  )

  const question = ann.sends(group, [mention(bot), ' long task'])
  await group.until(() => heard.length === 1)
  expect(heard[0]).toMatchObject({
    message_id: question.id,
    chat_type: 'group',
    content: '{"text":"@_user_1 long task"}',
  })
  const sent = await client.im.v1.message.reply({
    path: { message_id: question.id },
    data: { msg_type: 'interactive', content: JSON.stringify(card('busy')) },
  })
  const notice = await group.until(() => group.fromBots[0])
  expect(notice.id).toBe(sent.data?.message_id)
  expect(ann.reads(notice)).toEqual({ text: '忙：busy', buttons: ['取消'] })
  expect(bob.reads(notice)).toEqual({ text: 'busy', buttons: ['Cancel'] })

  expect(await ann.taps(notice, '取消')).toMatchObject({ text: '已取消', type: 'success' })
  expect(await bob.taps(notice, 'Cancel')).toMatchObject({ text: 'Cancelled' })
  clock.advance(1_000)
  const closed = { ...card('cancelled'), body: { elements: [{ tag: 'markdown', content: 'cancelled' }] } }
  await client.im.v1.message.patch({ path: { message_id: notice.id }, data: { content: JSON.stringify(closed) } })
  expect(notice.buttons).toEqual([])
  await client.im.v1.message.create(to(group, 'text', { text: `<at user_id="${ann.openId()}">Ann</at> done` }))
  expect(group.last).toMatchObject({ text: '@Ann done', mentions: ['Ann'] })
  expect(feishu.violations).toEqual([])
})
