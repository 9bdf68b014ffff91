import { type ChatRef, channelMemory, commandWords, type Notice, type Reply } from '@holdline/bridge'
import { createFeishu, type Feishu, FeishuBudget } from '@holdline/feishu'
import { locales } from '@holdline/locales'
import { createMemoryEngine } from '@holdline/store-memory'
import { expect, onTestFinished, test } from 'vitest'
import type { FeishuApp } from '../platforms/feishu/app.ts'
import type { Chat } from '../platforms/feishu/chat.ts'
import { everybody, file, mention, post } from '../platforms/feishu/content.ts'
import type { FakeFeishuOptions } from '../platforms/feishu/fake-feishu.ts'
import { FeishuServer } from '../platforms/feishu/server.ts'
import { RecordingInbox } from './channel/recording-inbox.ts'
import { realClock, TestLog } from './test-log.ts'

// Traps of Feishu that other messengers do not have.

const TYPING = 'Typing'

async function server(options: FakeFeishuOptions = {}) {
  const feishu = await FeishuServer.start(options)
  onTestFinished(() => feishu.stop())
  const ann = feishu.user({ name: 'Ann', language: 'zh_cn' })
  return { feishu, ann, p2p: feishu.p2p(ann), group: feishu.group({ members: [ann] }) }
}

async function bot(feishu: FeishuServer, app: FeishuApp = feishu.bot, name = 'default', budget?: FeishuBudget) {
  const log = new TestLog()
  const engine = createMemoryEngine()
  const make = (): Feishu =>
    createFeishu({
      account: { name, appId: app.appId, appSecret: app.appSecret, domain: feishu.url },
      commands: commandWords(locales),
      texts: (locale, key) => `${key} in ${locale}`,
      memory: channelMemory(engine, `typing:feishu:${name}`),
      threads: channelMemory(engine, `threads:feishu:${name}`),
      clock: realClock,
      ...(budget && { budget }),
      logger: log,
    })
  const inbox = new RecordingInbox()
  const start = async () => {
    const channel = make()
    const abort = new AbortController()
    onTestFinished(() => abort.abort())
    await channel.start(inbox, abort.signal)
    return { channel, stop: () => abort.abort() }
  }
  return { ...(await start()), start, inbox, log }
}

const refOf = (chat: Chat, thread?: string): ChatRef => ({
  channel: 'feishu',
  account: 'default',
  kind: chat.type === 'p2p' ? 'direct' : 'group',
  chat: chat.id,
  ...(thread !== undefined && { thread }),
})

let keys = 0
const reply = (chat: Chat, text: string, more: Partial<Reply> = {}): Reply => {
  keys += 1
  const key = `key-${keys}`
  return { chat: refOf(chat), messageId: key, part: 0, parts: 1, text, mention: [], idempotencyKey: key, ...more }
}

const notice = (chat: Chat, text = 'Busy', more: Partial<Notice> = {}): Notice => ({
  chat: refOf(chat),
  noticeId: 'notice-1',
  revision: 1,
  kind: 'busy',
  state: 'live',
  text,
  elapsedMs: 0,
  locale: 'en',
  buttons: [{ action: 'cancel', label: 'Cancel', token: 'tok', style: 'danger' }],
  ...more,
})

test('markup that the model wrote mentions nobody', async () => {
  const { feishu, p2p, group, ann } = await server()
  const { channel } = await bot(feishu)
  const evil = `<at id=all></at> <at user_id="${ann.openId()}">Ann</at> <at email=a@b.c></at> <at ids="all"></at>`
  await channel.send(reply(group, evil))
  await channel.send(reply(p2p, `| a |\n|---|\n| ${evil} |`))
  await channel.send(reply(group, `\`\`\`\n${evil}\n\`\`\``))
  await channel.notify(notice(group, evil))
  feishu.fail('message.create', { code: 230099, times: 1 })
  await channel.send(reply(group, evil))
  expect([...group.fromBots, ...p2p.fromBots].flatMap(({ mentions }) => mentions)).toEqual([])
  expect(feishu.violations).toEqual([])
})

test('an answer with more tables than a card takes arrives', async () => {
  const { feishu, p2p } = await server()
  const { channel } = await bot(feishu)
  const tables = Array.from({ length: 9 }, (_, at) => `Table ${at}\n\n| a${at} | b |\n|---|---|\n| 1 | 2 |\n`).join(
    '\n',
  )
  await channel.send(reply(p2p, tables))
  expect(p2p.last?.text).toContain('a8')
  expect(feishu.violations).toEqual([])
})

test('a tap in a frame of the type card is answered', async () => {
  const { feishu, ann, group } = await server({ bot: { cardFrames: 'card' } })
  const { channel } = await bot(feishu)
  await channel.notify(notice(group))
  expect(await ann.taps(group.last ?? expect.unreachable(), 'Cancel')).toMatchObject({ text: 'done' })
  expect(feishu.violations).toEqual([])
})

test('an endpoint that is busy during a reconnect is tried again', async () => {
  const { feishu, ann, p2p } = await server()
  const { inbox } = await bot(feishu)
  feishu.fail('ws.endpoint', { code: 1, times: 2 })
  feishu.bot.connections[0]?.drop()
  ann.sends(p2p, 'Hello')
  await feishu.until(() => feishu.bot.deliveries.open.length === 0, { timeoutMs: 15_000 })
  expect(inbox.messages).toHaveLength(1)
  expect(feishu.bot.connections).toHaveLength(1)
})

test('what comes in the same read as the upgrade is not lost', async () => {
  const { feishu, ann, p2p } = await server({ limits: { hastyFrames: true } })
  for (const text of ['one', 'two', 'three']) ann.sends(p2p, text)
  const { inbox } = await bot(feishu)
  await feishu.until(() => feishu.bot.deliveries.open.length === 0)
  expect(inbox.messages.map(({ text }) => text)).toEqual(['one', 'two', 'three'])
  expect(feishu.violations).toEqual([])
})

test('many calls with a token that was made worthless all go through', async () => {
  const { feishu, ann } = await server()
  const { channel } = await bot(feishu)
  const groups = Array.from({ length: 6 }, () => feishu.group({ members: [ann] }))
  for (const group of groups) await channel.send(reply(group, 'one'))
  feishu.bot.expireTokens()
  await Promise.all(groups.map((group) => channel.send(reply(group, 'two'))))
  expect(groups.map((group) => group.fromBots.length)).toEqual([2, 2, 2, 2, 2, 2])
})

test('typing that is slow to appear goes, too', async () => {
  const { feishu, ann, p2p } = await server()
  const { channel } = await bot(feishu)
  const question = ann.sends(p2p, 'Hello')
  feishu.fail('reaction.create', { delayMs: 2_500 })
  const shown = channel.typing?.(refOf(p2p), true, question.id)
  await feishu.until(() => feishu.calls.some(({ method }) => method === 'reaction.create'))
  await channel.typing?.(refOf(p2p), false)
  await shown
  await feishu.until(() => question.reactions.length === 0, { timeoutMs: 10_000 })
  expect(question.reactions).toEqual([])
})

test('typing whose answer was lost goes at the end, and after a restart', async () => {
  const { feishu, ann, p2p } = await server()
  const { channel, stop, start } = await bot(feishu)
  const question = ann.sends(p2p, 'Hello')
  feishu.fail('reaction.create', { dropAfter: true })
  await channel.typing?.(refOf(p2p), true, question.id).catch(() => {})
  expect(question.reactions).toMatchObject([{ emoji: TYPING }])
  stop()
  await start()
  await feishu.until(() => question.reactions.length === 0)
})

test('only the bot that is mentioned is addressed: by text, by rich text, and not by a mention of everybody', async () => {
  const { feishu, ann } = await server()
  const other = feishu.account({ name: 'Other' })
  const group = feishu.group({ members: [ann], bots: [feishu.bot, other] })
  const one = await bot(feishu)
  const two = await bot(feishu, other, 'other')
  ann.sends(group, [mention(other), ' a'])
  ann.sends(group, post([[mention(feishu.bot), ' b']]))
  ann.sends(group, post([[mention(feishu.bot), ' c']], { mentionsInContentOnly: true }))
  ann.sends(group, [everybody(), ' d'])
  ann.sends(group, 'e')
  const told = feishu.apps.map((app) => app.deliveries)
  await feishu.until(() => told.every(({ open }) => open.length === 0))
  const read = ({ inbox }: typeof one) => inbox.messages.map(({ text, address }) => [text, address.by])
  expect(read(one)).toEqual([
    ['@Other a', 'none'],
    ['b', 'mention'],
    ['c', 'mention'],
    ['@all d', 'none'],
    ['e', 'none'],
  ])
  expect(read(two).map(([, by]) => by)).toEqual(['mention', 'none', 'none', 'none', 'none'])
})

test('what is said after a mention keeps its signs', async () => {
  const { feishu, ann, group } = await server()
  const { inbox } = await bot(feishu)
  ann.sends(group, [mention(feishu.bot), ' -5 + 3 = ?'])
  ann.sends(group, [mention(feishu.bot), ', hello'])
  await feishu.until(() => feishu.bot.deliveries.open.length === 0)
  expect(inbox.messages.map(({ text }) => text)).toEqual(['-5 + 3 = ?', 'hello'])
})

test('an event that takes too long to be durable is refused in time, comes again, and is one message', async () => {
  const { feishu, ann, p2p } = await server({ limits: { retryMs: [200, 200, 200, 200] } })
  const { inbox } = await bot(feishu)
  const release = inbox.hold()
  ann.sends(p2p, 'Hello')
  await feishu.until(() => feishu.violations.length > 0, { timeoutMs: 5_000 })
  expect(feishu.violations[0]?.rule).toBe('event.failed')
  release()
  await feishu.until(() => feishu.bot.deliveries.open.length === 0, { timeoutMs: 5_000 })
  expect(feishu.bot.deliveries.all[0]).toMatchObject({ state: 'accepted' })
  expect(new Set(inbox.messages.map(({ dedupeKey }) => dedupeKey)).size).toBe(1)
})

test('a tap waits for no message', async () => {
  const { feishu, ann, p2p } = await server()
  const { channel, inbox } = await bot(feishu)
  await channel.notify(notice(p2p))
  inbox.message = () => new Promise(() => {})
  ann.sends(p2p, 'Hello')
  expect(
    await ann.taps(p2p.last?.type === 'interactive' ? p2p.last : (p2p.fromBots[0] ?? expect.unreachable()), 'Cancel'),
  ).toMatchObject({ text: 'done' })
})

test('a card that was taken away is sent again as another message', async () => {
  const { feishu, p2p } = await server()
  const { channel } = await bot(feishu)
  const ref = await channel.notify(notice(p2p))
  feishu.erase(p2p.last ?? expect.unreachable())
  await expect(channel.edit?.(ref, notice(p2p, 'Busier'))).rejects.toMatchObject({ effect: 'gone' })
  await channel.notify({ ...notice(p2p, 'Busier'), copy: 1 })
  expect(p2p.messages).toHaveLength(1)
  expect(p2p.last?.text).toBe('Busier')
})

test('two changes at once end with the later one, however slow the first is', async () => {
  const { feishu, p2p } = await server()
  const { channel } = await bot(feishu)
  const ref = await channel.notify(notice(p2p))
  feishu.fail('message.patch', { delayMs: 300 })
  await Promise.all([channel.edit?.(ref, notice(p2p, 'First')), channel.edit?.(ref, notice(p2p, 'Second'))])
  expect(p2p.last?.text).toBe('Second')
})

test('a tap on a card that was taken away just then breaks nothing', async () => {
  const { feishu, ann, p2p } = await server()
  const { channel, inbox } = await bot(feishu)
  const ref = await channel.notify(notice(p2p))
  const card = p2p.last ?? expect.unreachable()
  const release = inbox.hold()
  const tap = ann.taps(card, 'Cancel')
  await expect.poll(() => inbox.taps.length).toBe(1)
  const edited = channel.edit?.(ref, notice(p2p, 'Cancelled', { buttons: [] }))
  feishu.erase(card)
  release()
  expect(await tap).toMatchObject({ text: 'done' })
  await expect(edited).rejects.toMatchObject({ effect: 'gone' })
})

test('neither the secret nor a token is in the log, whatever fails', async () => {
  const { feishu, ann, p2p } = await server()
  const { channel, log } = await bot(feishu)
  const question = ann.sends(p2p, 'Hello')
  for (const fault of [
    { code: 230001 },
    { status: 500 },
    { dropBefore: true },
    { code: 99991663, times: 2 },
    { body: '<html>' },
  ]) {
    feishu.fail('*', fault)
    await channel.send(reply(p2p, 'Hi', { replyTo: question.id })).catch(() => {})
  }
  feishu.bot.expireTokens()
  feishu.fail('auth.token', { status: 500, times: 3 })
  feishu.fail('ws.endpoint', { status: 500 })
  feishu.bot.connections[0]?.drop()
  await channel.send(reply(p2p, 'Hi')).catch(() => {})
  await feishu.connected()
  const text = JSON.stringify(log, (_, value) =>
    value instanceof Error ? { ...value, message: value.message, stack: value.stack } : value,
  )
  expect(text).not.toContain(feishu.bot.appSecret)
  expect(text).not.toMatch(/t-[0-9a-f]{32}/)
})

test('an answer whose result is unknown is sent again and is there once, as a card and as a file', async () => {
  const { feishu, p2p } = await server()
  const { channel } = await bot(feishu)
  const answer = reply(p2p, 'Hi')
  const sent = { ...reply(p2p, ''), name: 'a.md', content: '# Hi' }
  feishu.fail('message.create', { dropAfter: true })
  await expect(channel.send(answer)).rejects.toMatchObject({ effect: 'unknown' })
  await channel.send(answer)
  feishu.fail('message.create', { dropAfter: true })
  await expect(channel.sendFile?.(sent)).rejects.toMatchObject({ effect: 'unknown' })
  await channel.sendFile?.(sent)
  expect(p2p.messages.map(({ type }) => type)).toEqual(['interactive', 'file'])
  expect(feishu.violations).toEqual([])
})

test('two bots of a group keep its limit together, and a card its own', async () => {
  const { feishu, ann } = await server()
  const other = feishu.account()
  const group = feishu.group({ members: [ann], bots: [feishu.bot, other] })
  const budget = new FeishuBudget(realClock)
  const [one, two] = [await bot(feishu, feishu.bot, 'default', budget), await bot(feishu, other, 'other', budget)]
  const answers = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? one : two).channel.send(reply(group, `${at}`)))
  await Promise.all(answers)
  const ref = await one.channel.notify(notice(group))
  await Promise.all(Array.from({ length: 12 }, (_, at) => one.channel.edit?.(ref, notice(group, `Busy ${at}`))))
  expect(group.messages).toHaveLength(13)
  expect(feishu.violations).toEqual([])
})

test('a card is not changed while a tap on it waits for its answer', async () => {
  const { feishu, ann, p2p } = await server()
  const { channel, inbox } = await bot(feishu)
  const ref = await channel.notify(notice(p2p))
  const card = p2p.last ?? expect.unreachable()
  const release = inbox.hold()
  const tap = ann.taps(card, 'Cancel')
  await expect.poll(() => inbox.taps.length).toBe(1)
  const edited = channel.edit?.(ref, notice(p2p, 'Cancelled', { buttons: [] }))
  release()
  await tap
  await edited
  expect(card.text).toBe('Cancelled')
  expect(feishu.violations).toEqual([])
})

test('events and taps may come in many frames', async () => {
  const { feishu, ann, p2p } = await server({ limits: { frameBytes: 50 } })
  const { channel, inbox } = await bot(feishu)
  ann.sends(p2p, '你好'.repeat(100))
  await feishu.until(() => feishu.bot.deliveries.open.length === 0)
  await channel.notify(notice(p2p))
  expect(await ann.taps(p2p.last ?? expect.unreachable(), 'Cancel')).toMatchObject({ text: 'done' })
  expect(inbox.messages[0]?.text).toBe('你好'.repeat(100))
})

test('a limit with a time is kept, by a reply too', async () => {
  const { feishu, ann, p2p } = await server()
  const { channel } = await bot(feishu)
  const replyTo = ann.sends(p2p, 'Hello').id
  feishu.fail('message.reply', { code: 99991400, resetS: 2 })
  await expect(channel.send(reply(p2p, 'Hi', { replyTo }))).rejects.toMatchObject({
    effect: 'retry',
    retryAfterMs: 2_000,
  })
  expect(p2p.fromBots).toEqual([])
})

test('nothing is left open after a stop, and a new start receives', async () => {
  const { feishu, ann, p2p } = await server()
  const { stop, start, inbox } = await bot(feishu)
  stop()
  await feishu.until(() => feishu.bot.connections.length === 0)
  ann.sends(p2p, 'Hello')
  await start()
  await feishu.until(() => feishu.bot.deliveries.open.length === 0)
  expect(feishu.bot.connections).toHaveLength(1)
  expect(inbox.messages).toHaveLength(1)
})

test('a file is opened byte for byte, and one that is too large is not', async () => {
  const { feishu, ann, p2p } = await server()
  const { channel, inbox } = await bot(feishu)
  const bytes = Buffer.from([0, 255, 13, 10, 128])
  ann.sends(p2p, file({ bytes }))
  ann.sends(p2p, file({ bytes: Buffer.alloc(31 * 1024 * 1024) }))
  await feishu.until(() => feishu.bot.deliveries.open.length === 0)
  const [small, large] = inbox.messages.map(({ attachments }) => attachments[0]?.ref ?? null)
  const { signal } = new AbortController()
  expect(Buffer.from((await channel.openAttachment?.(small ?? null, signal)) ?? [])).toEqual(bytes)
  await expect(channel.openAttachment?.(large ?? null, signal)).rejects.toThrow('more than')
})

test('each reader of a notice has their own language, unless one was chosen', async () => {
  const { feishu, ann, group } = await server()
  const { channel } = await bot(feishu)
  const [bob, rita] = [feishu.user({ language: 'ja_jp' }), feishu.user({ language: 'ru_ru' })]
  const translations = [
    { locale: 'ru', text: 'Занят', labels: { cancel: 'Отменить' } },
    { locale: 'zh-CN', text: '忙', labels: { cancel: '取消' } },
  ]
  await channel.notify(notice(group, 'Busy', { translations }))
  const card = group.last ?? expect.unreachable()
  expect([ann, bob, rita].map((reader) => reader.reads(card))).toEqual([
    { text: '忙', buttons: ['取消'] },
    { text: 'Busy', buttons: ['Cancel'] },
    { text: 'Занят', buttons: ['Отменить'] },
  ])
  await channel.notify(notice(group, 'Занят', { noticeId: 'notice-2', locale: 'ru' }))
  expect(ann.reads(group.last ?? expect.unreachable()).text).toBe('Занят')
})

test('an answer that no form of a message holds is a file', async () => {
  const { feishu, p2p } = await server()
  const { channel } = await bot(feishu)
  await channel.send(reply(p2p, '"\\\n字'.repeat(1_250)))
  await channel.send(reply(p2p, 'x'.repeat(200_000)))
  expect(p2p.messages.map(({ type }) => type)).toEqual(['interactive', 'file'])
  expect(feishu.violations).toEqual([])
})

test('an answer to a message of a thread that was recalled stays in the thread', async () => {
  const { feishu, ann, group } = await server()
  const { channel, inbox } = await bot(feishu)
  const first = ann.sends(group, 'Topic')
  ann.sends(group, 'opening', { replyTo: first, inThread: true })
  const question = ann.sends(group, [mention(feishu.bot), ' question'], { thread: first.thread ?? '' })
  await feishu.until(() => feishu.bot.deliveries.open.length === 0)
  ann.recalls(question)
  await feishu.until(() => feishu.bot.deliveries.open.length === 0)
  expect(inbox.messages.at(-1)?.chat.thread).toBe(first.thread)
  await channel.send(reply(group, 'answer', { chat: refOf(group, first.thread), replyTo: question.id }))
  expect(group.last?.text).toBe('answer')
  expect(group.last?.thread).toBe(first.thread)
})
