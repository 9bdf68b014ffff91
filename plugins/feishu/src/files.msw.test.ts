import { expect, test } from 'vitest'
import { answer } from '../../../test/channels/samples.ts'
import { refOf, setScene } from './testing/scene.ts'

test('an answer that no message can take is a file', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  feishu.fail('message.create', { code: 230099, times: 3 })
  await channel.send(answer(refOf(chat), 'three'))
  expect(chat.fromBots.map(({ type }) => type)).toEqual(['file'])
})

test('a file, and a word to those whom it is for', async () => {
  const { feishu, channel } = setScene()
  const ann = feishu.user({ name: 'Ann' })
  const group = feishu.group({ members: [ann] })
  await channel.sendFile?.({
    ...answer(refOf(group), 'a1', { mention: [{ id: ann.openId() }] }),
    name: 'answer.md',
    content: '# Long',
  })
  expect(group.fromBots.map(({ type }) => type)).toEqual(['file', 'post'])
  expect(group.fromBots[1]?.mentions).toEqual(['Ann'])
  expect(feishu.violations).toEqual([])
})

test('pictures are pictures, videos play, and what is no picture that is shown is a file', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  const send = (name: string, media: 'image' | 'video' | 'file') =>
    channel.sendFile?.({ ...answer(refOf(chat), name), name, content: '', bytes: Buffer.from('x'), media })
  await send('a.png', 'image')
  await send('b.mp4', 'video')
  feishu.fail('image.upload', { code: 234001 })
  await send('c.xyz', 'image')
  expect(chat.fromBots.map(({ type }) => type)).toEqual(['image', 'media', 'file'])
})

test('words that no form of a message holds are a file', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  await channel.send(answer(refOf(chat), '"\\\n字'.repeat(1_250)))
  await channel.send(answer(refOf(chat), 'x'.repeat(200_000)))
  expect(chat.messages.map(({ type }) => type)).toEqual(['interactive', 'file'])
  expect(feishu.violations).toEqual([])
})

test('what was sent with an unknown end is sent again and is there once, as a card, an answer and a file', async () => {
  const { feishu, channel } = setScene()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const question = ann.sends(chat, 'Hello?')
  const said = answer(refOf(chat), 'Hi')
  const reply = answer(refOf(chat), 'Hi again', { replyTo: question.id })
  const file = { ...answer(refOf(chat), 'a file'), name: 'a.md', content: '# Hi' }
  const sends = [
    ['message.create', () => channel.send(said)],
    ['message.reply', () => channel.send(reply)],
    ['message.create', () => channel.sendFile?.(file)],
  ] as const
  for (const [method, send] of sends) {
    feishu.fail(method, { dropAfter: true })
    await expect(send()).rejects.toMatchObject({ effect: 'unknown' })
    await send()
  }
  expect(chat.fromBots.map(({ type, parent }) => [type, parent])).toEqual([
    ['interactive', undefined],
    ['interactive', question],
    ['file', undefined],
  ])
  expect(feishu.violations).toEqual([])
})

test('an answer that can go in no form at all says why its best form could not', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  feishu.fail('message.create', { code: 230099, times: 3 })
  feishu.fail('file.upload', { code: 234001 })
  const told = { effect: 'rejected', message: expect.stringContaining('230099') }
  await expect(channel.send(answer(refOf(chat), 'three'))).rejects.toMatchObject(told)
})
