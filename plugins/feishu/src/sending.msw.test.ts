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

test('a refused card goes as rich text, and refused rich text as plain text; the log says why', async () => {
  const { feishu, channel, log } = setScene()
  const chat = feishu.p2p(feishu.user())
  feishu.fail('message.create', { code: 230099 })
  await channel.send(answer(refOf(chat), 'one'))
  feishu.fail('message.create', { code: 230099, times: 2 })
  await channel.send(answer(refOf(chat), 'two'))
  expect(chat.fromBots.map(({ type, text }) => [type, text])).toEqual([
    ['post', 'one'],
    ['text', 'two'],
  ])
  expect(log.filter((line) => line.includes('230099') && line.includes('another form'))).toHaveLength(3)
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
  expect(feishu.calls.find(({ method }) => method === 'message.reply')?.params.reply_in_thread).toBe(true)
  expect(feishu.violations).toEqual([])
})

test('a limit with a time holds the chat’s next messages back', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  feishu.fail('message.create', { code: 99991400, resetS: 1 })
  const startedAt = Date.now()
  await expect(channel.send(answer(refOf(chat), 'x'))).rejects.toMatchObject({ effect: 'retry', retryAfterMs: 1000 })
  await channel.send(answer(refOf(chat), 'x'))
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1000)
  expect(chat.fromBots).toHaveLength(1)
})

test('in a group people are mentioned behind the answer', async () => {
  const { feishu, channel } = setScene()
  const ann = feishu.user({ name: 'Ann' })
  const group = feishu.group({ members: [ann] })
  await channel.send(answer(refOf(group), 'Done <at id=all></at>', { mention: [{ id: ann.openId() }] }))
  expect(group.fromBots[0]?.mentions).toEqual(['Ann'])
  expect(feishu.violations).toEqual([])
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

test('markup that the agent wrote mentions nobody', async () => {
  const { feishu, channel } = setScene()
  const ann = feishu.user({ name: 'Ann' })
  const group = feishu.group({ members: [ann] })
  const evil = `<at id=all></at> <at user_id="${ann.openId()}">Ann</at> <at email=a@b.c></at> <at ids="all"></at>`
  await channel.send(answer(refOf(group), evil))
  await channel.send(answer(refOf(group), `| a |\n|---|\n| ${evil} |`))
  await channel.send(answer(refOf(group), `\`\`\`\n${evil}\n\`\`\``))
  await channel.notify(notice(refOf(group), evil))
  feishu.fail('message.create', { code: 230099 })
  await channel.send(answer(refOf(group), `${evil} once more`))
  expect(group.fromBots).toHaveLength(5)
  expect(group.fromBots.flatMap(({ mentions }) => mentions)).toEqual([])
  expect(feishu.violations).toEqual([])
})

test('an answer with more tables than a card takes arrives', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  const tables = Array.from({ length: 9 }, (_, at) => `Table ${at}\n\n| a${at} | b |\n|---|---|\n| 1 | 2 |`)
  await channel.send(answer(refOf(chat), tables.join('\n\n')))
  expect(chat.last?.text).toContain('a8')
  expect(feishu.violations).toEqual([])
})
