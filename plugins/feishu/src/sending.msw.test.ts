import { expect, test } from 'vitest'
import { answer, notice } from '../../../test/channels/samples.ts'
import { refOf, setScene } from './testing/scene.ts'

test('an answer is a card in reply to its question, with its Markdown', async () => {
  const { feishu, channel } = setScene()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const question = ann.sends(chat, 'hello?')
  await channel.send(answer(refOf(chat), '**Hello**', { replyTo: question.id }))
  const [said] = chat.fromBots
  expect(said).toMatchObject({ type: 'interactive', parent: question })
  expect(said?.text).toBe('**Hello**')
  expect(feishu.violations).toEqual([])
})

test('a refused card goes as rich text, and refused rich text as plain text', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  feishu.fail('message.create', { code: 230099 })
  await channel.send(answer(refOf(chat), 'one'))
  feishu.fail('message.create', { code: 230099, times: 2 })
  await channel.send(answer(refOf(chat), 'two'))
  expect(chat.fromBots.map(({ type, text }) => [type, text])).toEqual([
    ['post', 'one'],
    ['text', 'two'],
  ])
})

test('an answer that no message can take is a file', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  feishu.fail('message.create', { code: 230099, times: 3 })
  await channel.send(answer(refOf(chat), 'three'))
  expect(chat.fromBots.map(({ type }) => type)).toEqual(['file'])
})

test('where cards are refused a notice is rich text in every language, and is closed', async () => {
  const { feishu, channel } = setScene()
  const [ann, bob] = [feishu.user({ language: 'zh_cn' }), feishu.user({ language: 'en_us' })]
  const group = feishu.group({ members: [ann, bob] })
  feishu.fail('message.create', { code: 230099 })
  const translations = [{ locale: 'zh-CN', text: '忙', labels: {} }]
  const ref = await channel.notify(notice(refOf(group), 'Busy', { translations }))
  const [said] = group.fromBots
  if (said === undefined) throw new Error('nothing was said')
  expect([ann.reads(said).text, bob.reads(said).text]).toEqual(['忙', 'Busy'])
  const still = await channel.edit?.(ref, notice(refOf(group), 'Still busy', { revision: 2 }))
  await channel.edit?.(still ?? ref, notice(refOf(group), 'Done', { revision: 3, state: 'closed', buttons: [] }))
  expect([said.text, said.edits]).toEqual(['Done', 1])
})

test('the answer to a withdrawn question is a message of its own', async () => {
  const { feishu, channel } = setScene()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const question = ann.sends(chat, 'hello?')
  ann.recalls(question)
  await channel.send(answer(refOf(chat), 'still here', { replyTo: question.id }))
  expect(chat.fromBots).toMatchObject([{ text: 'still here', parent: undefined }])
  const second = ann.sends(chat, 'and now?')
  feishu.erase(second)
  await channel.send(answer(refOf(chat), 'here too', { replyTo: second.id }))
  expect(chat.fromBots).toHaveLength(2)
})

test('in a thread the answer stays in the thread', async () => {
  const { feishu, channel } = setScene()
  const ann = feishu.user()
  const group = feishu.group({ members: [ann] })
  const first = ann.sends(group, 'plans')
  const question = ann.sends(group, 'when?', { replyTo: first, inThread: true })
  const thread = question.thread
  if (thread === undefined) throw new Error('there is no thread')
  await channel.send(answer(refOf(group, thread), 'tomorrow', { replyTo: question.id }))
  expect(group.fromBots).toMatchObject([{ text: 'tomorrow', thread }])
  expect(feishu.violations).toEqual([])
})

test('a token that the platform no longer takes is replaced at once', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  await channel.send(answer(refOf(chat), 'one'))
  feishu.bot.expireTokens()
  await channel.send(answer(refOf(chat), 'two'))
  expect(chat.fromBots.map(({ text }) => text)).toEqual(['one', 'two'])
  expect(feishu.calls.filter(({ method }) => method === 'auth.token')).toHaveLength(2)
})

test('calls that come together with a worthless token replace it once', async () => {
  const { feishu, channel } = setScene()
  const groups = Array.from({ length: 6 }, () => feishu.group({ members: [feishu.user()] }))
  await channel.send(answer(refOf(groups[0] ?? expect.unreachable()), 'one'))
  feishu.bot.expireTokens()
  await Promise.all(groups.map((group, at) => channel.send(answer(refOf(group), `two ${at}`))))
  expect(groups.map((group) => group.last?.text)).toEqual(groups.map((_, at) => `two ${at}`))
  expect(feishu.calls.filter(({ method }) => method === 'auth.token')).toHaveLength(2)
})

test('calls that come together while the token endpoint is broken fail together', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  feishu.fail('auth.token', { status: 500, times: Number.POSITIVE_INFINITY })
  await Promise.allSettled(['a', 'b', 'c'].map((text) => channel.send(answer(refOf(chat), text))))
  expect(feishu.calls.filter(({ method }) => method === 'auth.token')).toHaveLength(1)
})

test('first calls that come together ask for one token', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  await Promise.all(['a', 'b', 'c'].map((text) => channel.send(answer(refOf(chat), text))))
  expect(feishu.calls.filter(({ method }) => method === 'auth.token')).toHaveLength(1)
})

test('a wrong secret is an effect that the operator can mend, and is told nowhere', async () => {
  const { feishu, channel, log } = setScene({ account: { appSecret: 'not-the-secret-of-this-app' } })
  const chat = feishu.p2p(feishu.user())
  await expect(channel.send(answer(refOf(chat), 'x'))).rejects.toMatchObject({ effect: 'retry' })
  expect(log.join()).not.toContain('not-the-secret')
})

test('a broken token endpoint is told without the secret', async () => {
  const { feishu, channel, log } = setScene()
  feishu.fail('auth.token', { status: 500, body: 'oops', times: 9 })
  const chat = feishu.p2p(feishu.user())
  const error = await channel.send(answer(refOf(chat), 'x')).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ effect: 'unknown' })
  expect(JSON.stringify(error) + log.join()).not.toContain(feishu.bot.appSecret)
})

test('a limit with a time holds the chat’s next messages back', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  feishu.fail('message.create', { code: 99991400, resetS: 1 })
  await expect(channel.send(answer(refOf(chat), 'x'))).rejects.toMatchObject({ effect: 'retry', retryAfterMs: 1000 })
  const startedAt = Date.now()
  await channel.send(answer(refOf(chat), 'x'))
  expect(Date.now() - startedAt).toBeGreaterThan(900)
  expect(chat.fromBots).toHaveLength(1)
})

test('a notice is changed in its place, and not at all when nothing changes', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  const ref = await channel.notify(notice(refOf(chat), 'Busy'))
  const next = await channel.edit?.(ref, notice(refOf(chat), 'Still busy', { revision: 2 }))
  await channel.edit?.(next ?? ref, notice(refOf(chat), 'Still busy', { revision: 3 }))
  expect(chat.fromBots).toMatchObject([{ text: 'Still busy', edits: 1 }])
  expect(feishu.violations).toEqual([])
})

test.each([230011, 231003, 230031])('a card that can no longer be changed (%i) is shown anew', async (code) => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  const ref = await channel.notify(notice(refOf(chat), 'Busy'))
  feishu.fail('message.patch', { code })
  const second = notice(refOf(chat), 'Done', { revision: 2 })
  await expect(channel.edit?.(ref, second)).rejects.toMatchObject({ effect: 'gone' })
  await channel.notify({ ...second, copy: 1 })
  expect(chat.fromBots.map(({ text }) => text)).toEqual(['Busy', 'Done'])
})

test('a notice whose first send had an unknown end is there once, with its latest words', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  feishu.fail('message.create', { dropAfter: true })
  await expect(channel.notify(notice(refOf(chat), 'Busy'))).rejects.toMatchObject({ effect: 'unknown' })
  await channel.notify(notice(refOf(chat), 'Done', { revision: 2, state: 'closed', buttons: [] }))
  expect(chat.fromBots).toMatchObject([{ text: 'Done', buttons: [] }])
})

test('a notice whose send was not heard of before a restart shows its latest words after it', async () => {
  const { feishu, channel, again } = setScene()
  const chat = feishu.p2p(feishu.user())
  await channel.notify(notice(refOf(chat), 'Busy'))
  await again().channel.notify(notice(refOf(chat), 'Done', { revision: 2, state: 'closed', buttons: [] }))
  expect(chat.fromBots).toMatchObject([{ text: 'Done', buttons: [] }])
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

test('in a group people are mentioned behind the answer', async () => {
  const { feishu, channel } = setScene()
  const ann = feishu.user({ name: 'Ann' })
  const group = feishu.group({ members: [ann] })
  await channel.send(answer(refOf(group), 'Done <at id=all></at>', { mention: [{ id: ann.openId() }] }))
  expect(group.fromBots[0]?.mentions).toEqual(['Ann'])
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

test('an answer can have buttons; where cards are refused, they are named', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  const buttons = [
    { label: 'Yes', style: 'primary', token: 'choice-1' },
    { label: 'Read', style: 'secondary', url: 'https://e.example' },
  ] as const
  await channel.send(answer(refOf(chat), 'Shall I?', { buttons }))
  feishu.fail('message.create', { code: 230099 })
  await channel.send(answer(refOf(chat), 'Or now?', { buttons }))
  expect(chat.fromBots[0]?.buttons.map(({ label }) => label)).toEqual(['Yes', 'Read'])
  expect(chat.fromBots[0]?.button('Yes')?.value).toMatchObject({ by: 'holdline', action: '', token: 'choice-1' })
  expect(chat.fromBots[1]?.text).toBe('Or now?\n\n• Yes\n• Read: https://e.example')
})
