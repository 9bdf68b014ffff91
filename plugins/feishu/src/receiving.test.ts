import { expect, test } from 'vitest'
import { answer } from '../../../test/channels/samples.ts'
import { everybody, file, mention, merged, post } from '../../../test/platforms/feishu/content.ts'
import { refOf, type Scene, serveScene } from './testing/scene.ts'

const PATIENCE = { timeout: 20_000 }
const BINARY = Buffer.from([0, 255, 13, 10, 128])

async function texts({ inbox }: Pick<Scene<never>, 'inbox'>, expected: readonly string[]) {
  await expect.poll(() => inbox.texts, PATIENCE).toEqual(expected)
}

test('a quoted message is context; in a group an answer to the bot addresses it', async () => {
  const { feishu, channel, inbox, start } = await serveScene()
  await start()
  const ann = feishu.user()
  const group = feishu.group({ members: [ann] })
  const plan = ann.sends(group, 'The plan is B')
  await channel.send(answer(refOf(group), 'As you like'))
  const said = await group.until(() => group.fromBots[0])
  ann.sends(group, [mention(feishu.bot), ' is this good?'], { replyTo: plan })
  ann.sends(group, 'thanks', { replyTo: said })
  ann.sends(group, 'just among us', { replyTo: plan })
  await texts({ inbox }, ['The plan is B', 'is this good?', 'thanks', 'just among us'])
  const [, quoted, reply, among] = inbox.messages
  expect(quoted).toMatchObject({ quote: 'The plan is B', address: { by: 'mention' } })
  expect(reply).toMatchObject({ quote: 'As you like', address: { by: 'reply' } })
  expect(among?.address.by).toBe('none')
})

test('a forwarded conversation says what was said in it', async () => {
  const { feishu, inbox, start } = await serveScene()
  await start()
  const ann = feishu.user()
  const bob = feishu.user({ name: 'Bob' })
  const other = feishu.group({ members: [ann, bob], bots: [] })
  const talk = [ann.sends(other, 'Is it broken?'), bob.sends(other, 'Yes, since noon')]
  ann.sends(feishu.p2p(ann), merged(...talk))
  await expect.poll(() => inbox.texts[0], PATIENCE).toContain('Yes, since noon')
  expect(inbox.texts[0]).toContain('Is it broken?')
})

test('a file can be opened, and one that is too large cannot', async () => {
  const { feishu, channel, inbox, start } = await serveScene({ account: { mediaMaxMb: 0.001 } })
  await start()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  ann.sends(chat, file({ bytes: BINARY, name: 'notes.bin' }))
  ann.sends(chat, file({ bytes: Buffer.alloc(2000), name: 'large.bin' }))
  await expect.poll(() => inbox.messages.length, PATIENCE).toBe(2)
  const open = async (index: number) => {
    const ref = inbox.messages[index]?.attachments[0]?.ref ?? null
    return channel.openAttachment?.(ref, AbortSignal.timeout(10_000))
  }
  expect(Buffer.from((await open(0)) ?? [])).toEqual(BINARY)
  await expect(open(1)).rejects.toMatchObject({ kind: 'too_long' })
})

test('a message that was taken back is taken out, wherever it stood', async () => {
  const { feishu, inbox, start } = await serveScene()
  await start()
  const ann = feishu.user()
  const group = feishu.group({ members: [ann] })
  const word = ann.sends(group, 'a word')
  await texts({ inbox }, ['a word'])
  ann.recalls(word)
  await expect.poll(() => inbox.recalls, PATIENCE).toEqual([`group ${group.id} ${word.id}`])
})

test('two bots in a group: each has its own message of it, and only one is meant', async () => {
  const first = await serveScene()
  const { feishu } = first
  const second = first.beside(feishu.account({ name: 'Second' }))
  for (const { start } of [first, second]) await start()
  const ann = feishu.user()
  const [one, two] = feishu.apps
  if (one === undefined || two === undefined) throw new Error('there are no two bots')
  const group = feishu.group({ members: [ann], bots: [one, two] })
  ann.sends(group, [mention(two), ' a'])
  ann.sends(group, post([[mention(one), ' b']]))
  ann.sends(group, post([[mention(one), ' c']], { mentionsInContentOnly: true }))
  ann.sends(group, [everybody(), ' d'])
  ann.sends(group, 'e')
  const read = ({ inbox }: Pick<Scene<never>, 'inbox'>) => inbox.messages.map(({ text, address }) => [text, address.by])
  await expect
    .poll(() => read(first), PATIENCE)
    .toEqual([
      ['@Second a', 'none'],
      ['b', 'mention'],
      ['c', 'mention'],
      ['@all d', 'none'],
      ['e', 'none'],
    ])
  await expect
    .poll(() => read(second).map(([, by]) => by), PATIENCE)
    .toEqual(['mention', 'none', 'none', 'none', 'none'])
})

test('what is said after a mention keeps its signs', async () => {
  const { feishu, inbox, start } = await serveScene()
  await start()
  const ann = feishu.user()
  const group = feishu.group({ members: [ann] })
  ann.sends(group, [mention(feishu.bot), ' -5 + 3 = ?'])
  ann.sends(group, [mention(feishu.bot), ', hello'])
  await texts({ inbox }, ['-5 + 3 = ?', 'hello'])
})

test('who manages a group is known where it matters', async () => {
  const { feishu, inbox, start } = await serveScene()
  await start()
  const [ann, bob] = [feishu.user(), feishu.user({ name: 'Bob' })]
  const group = feishu.group({ members: [ann, bob], owner: ann })
  for (const person of [ann, bob]) person.sends(group, [mention(feishu.bot), ' /cancel'])
  ann.sends(group, [mention(feishu.bot), ' hello'])
  await texts({ inbox }, ['/cancel', '/cancel', 'hello'])
  expect(inbox.messages.map(({ sender }) => sender.admin)).toEqual([true, false, undefined])
})

test('events that mean nothing to us are accepted and passed over', async () => {
  const { feishu, channel, inbox, start } = await serveScene({ feishu: { bot: { hearsBots: true } } })
  await start()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const word = ann.sends(chat, 'hello')
  await texts({ inbox }, ['hello'])
  ann.reacts(word, 'THUMBSUP')
  await channel.typing?.(refOf(chat), true, word.id)
  await channel.send(answer(refOf(chat), 'hi'))
  await feishu.until(() => feishu.bot.deliveries.open.length === 0)
  expect(inbox.texts).toEqual(['hello'])
  expect(feishu.violations).toEqual([])
})

test('a file is opened also with a token that has just become worthless, and a refusal is told with its code', async () => {
  const { feishu, channel, inbox, start } = await serveScene()
  await start()
  const ann = feishu.user()
  ann.sends(feishu.p2p(ann), file({ bytes: BINARY, name: 'late.bin' }))
  await expect.poll(() => inbox.messages.length, PATIENCE).toBe(1)
  const open = async () => {
    const ref = inbox.messages[0]?.attachments[0]?.ref ?? null
    return await channel.openAttachment?.(ref, AbortSignal.timeout(60_000))
  }
  feishu.bot.expireTokens()
  expect(Buffer.from((await open()) ?? [])).toEqual(BINARY)
  feishu.fail('resource.get', { code: 99991672 })
  await expect(open()).rejects.toMatchObject({ kind: 'not_set_up', code: 99991672 })
  feishu.fail('resource.get', { status: 502, body: '<html>' })
  await expect(open()).rejects.toMatchObject({ kind: 'lost' })
})

test('an answer to the bot is known as one after a restart, and also when nothing can be looked up', async () => {
  const first = await serveScene()
  const { feishu, channel } = first
  const ann = feishu.user()
  const group = feishu.group({ members: [ann] })
  await channel.send(answer(refOf(group), 'said before the restart'))
  const { start, inbox, channel: next } = first.again()
  await start()
  await next.send(answer(refOf(group), 'said after it'))
  const [before, after] = group.fromBots
  if (before === undefined || after === undefined) throw new Error('nothing was said')
  ann.sends(group, 'to the first', { replyTo: before })
  await texts({ inbox }, ['to the first'])
  feishu.fail('message.get', { code: 99991672, times: 9 })
  ann.sends(group, 'to the second', { replyTo: after })
  await texts({ inbox }, ['to the first', 'to the second'])
  expect(inbox.messages.map(({ address }) => address.by)).toEqual(['reply', 'reply'])
})

test('a forwarded conversation that cannot be had is refused, to be told', async () => {
  const { feishu, inbox, start } = await serveScene()
  await start()
  const ann = feishu.user()
  const talk = ann.sends(feishu.group({ members: [ann], bots: [] }), 'Is it broken?')
  feishu.fail('message.get', { code: 99991672, times: 9 })
  ann.sends(feishu.p2p(ann), merged(talk))
  await expect.poll(() => inbox.messages.map(({ refused }) => refused), PATIENCE).toEqual(['unsupported'])
})

test('what was written before a restart and is taken back after it is taken out', async () => {
  const first = await serveScene()
  const { feishu } = first
  await first.start()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const word = ann.sends(chat, 'a word too much')
  await texts(first, ['a word too much'])
  first.stop()
  await feishu.until(() => feishu.bot.connections.length === 0)
  const { start, inbox } = first.again()
  await start()
  ann.recalls(word)
  await expect.poll(() => inbox.recalls, PATIENCE).toContain(`direct ${chat.id} ${word.id}`)
})
