import { expect, test } from 'vitest'
import { answer, notice } from '../../../test/channels/samples.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { refOf, serveScene } from './testing/scene.ts'

const PATIENCE = { timeout: 20_000 }

test('a message comes by the long connection, and is accepted when it is durable', async () => {
  const { feishu, channel, inbox, start } = await serveScene()
  await start()
  expect(channel.health()).toMatchObject({ state: 'ready', detail: 'Holdline' })
  const release = inbox.hold()
  const ann = feishu.user()
  ann.sends(feishu.p2p(ann), 'hello')
  const [delivery] = feishu.bot.deliveries.all
  await feishu.until(() => delivery?.state === 'under way')
  release()
  await feishu.until(() => delivery?.state === 'accepted')
  expect(inbox.texts).toEqual(['hello'])
  expect(feishu.violations).toEqual([])
})

test('the endpoint’s “busy” (code 1) in the middle of a reconnect ends nothing', async () => {
  const { feishu, channel, inbox, start, log } = await serveScene()
  await start()
  feishu.fail('ws.endpoint', { code: 1, times: 2 })
  feishu.bot.connections[0]?.drop()
  await expect.poll(() => feishu.calls.filter(({ method }) => method === 'ws.endpoint').length, PATIENCE).toBe(4)
  await feishu.connected(feishu.bot, 1, { timeoutMs: 20_000 })
  const ann = feishu.user()
  ann.sends(feishu.p2p(ann), 'hello')
  await expect.poll(() => inbox.texts, PATIENCE).toEqual(['hello'])
  expect(channel.health().state).toBe('ready')
  expect(log.join()).toContain('long connection: 1 ')
})

test.each([514, 1000040350, 403])('a refusal with code %i is told, and tried again', async (code) => {
  const { feishu, channel, start } = await serveScene()
  feishu.fail('ws.endpoint', { code, times: 1 })
  void start()
  await feishu.waitForCall('ws.endpoint')
  await expect.poll(() => channel.health().state, PATIENCE).not.toBe('starting')
  await feishu.connected(feishu.bot, 1, { timeoutMs: 60_000 })
  await expect.poll(() => channel.health().state, PATIENCE).toBe('ready')
})

test('a reconnect leaves no second connection behind, and neither does a stop', async () => {
  const { feishu, start, stop } = await serveScene()
  await start()
  for (const round of [2, 3]) {
    feishu.bot.connections[0]?.drop()
    await feishu.until(() => feishu.calls.filter(({ method }) => method === 'ws.upgrade').length === round, {
      timeoutMs: 20_000,
    })
    await feishu.connected(feishu.bot, 1, { timeoutMs: 20_000 })
    expect(feishu.bot.connections).toHaveLength(1)
  }
  stop()
  await feishu.until(() => feishu.bot.connections.length === 0)
})

test('a connection that breaks again and again is made more and more seldom', async () => {
  const pauses: number[] = []
  const after = (ms: number, run: () => void) => {
    pauses.push(ms)
    return systemClock.after(ms, run)
  }
  const { feishu, start } = await serveScene({ clock: { now: () => systemClock.now(), after } })
  await start()
  for (const upgrades of [2, 3, 4]) {
    feishu.bot.connections[0]?.drop()
    await feishu.until(() => feishu.calls.filter(({ method }) => method === 'ws.upgrade').length === upgrades, {
      timeoutMs: 20_000,
    })
    await feishu.connected(feishu.bot, 1, { timeoutMs: 20_000 })
  }
  expect(pauses).toEqual(expect.arrayContaining([250, 500, 1000]))
})

test('what comes in the same breath as the opening is not lost', async () => {
  const { feishu, inbox, start } = await serveScene({ feishu: { limits: { hastyFrames: true } } })
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  for (const text of ['one', 'two', 'three']) ann.sends(chat, text)
  await start()
  await expect.poll(() => inbox.texts, PATIENCE).toEqual(['one', 'two', 'three'])
  expect(feishu.bot.deliveries.all.map(({ attempts }) => attempts)).toEqual([1, 1, 1])
})

test('a long message comes in pieces, and whole', async () => {
  const { feishu, inbox, start } = await serveScene({ feishu: { limits: { frameBytes: 100 } } })
  await start()
  const ann = feishu.user()
  ann.sends(feishu.p2p(ann), 'длинное сообщение 🙂'.repeat(20))
  await expect.poll(() => inbox.texts, PATIENCE).toEqual(['длинное сообщение 🙂'.repeat(20)])
})

test.each(['event', 'card'] as const)(
  'a tap in a frame of the type %s is answered in the reader’s language',
  async (cardFrames) => {
    const { feishu, channel, inbox, start } = await serveScene({ feishu: { bot: { cardFrames } } })
    await start()
    const ann = feishu.user({ language: 'zh_cn' })
    const chat = feishu.p2p(ann)
    await channel.notify(notice(refOf(chat), 'Busy'))
    const card = await chat.until(() => chat.fromBots[0])
    expect(await ann.taps(card, 'Cancel')).toMatchObject({ text: '好了', type: 'success' })
    expect(inbox.taps).toMatchObject([{ action: 'cancel', token: 'c.t..m', chat: refOf(chat), noticeId: 'n1' }])
    expect(feishu.violations).toEqual([])
  },
)

test('a card is not changed while a tap on it is being answered, and then it is', async () => {
  const { feishu, channel, inbox, start } = await serveScene()
  await start()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const ref = await channel.notify(notice(refOf(chat), 'Busy'))
  const card = await chat.until(() => chat.fromBots[0])
  const release = inbox.hold()
  const tapped = ann.taps(card, 'Cancel')
  await expect.poll(() => inbox.asked, PATIENCE).toBe(1)
  const edited = channel.edit?.(ref, notice(refOf(chat), 'Cancelled', { revision: 2, state: 'closed', buttons: [] }))
  // A round trip, in which a change that does not wait would have arrived, too.
  await channel.send(answer(refOf(chat), 'something else'))
  expect(card.text).toBe('Busy')
  release()
  await tapped
  await edited
  await expect.poll(() => card.text, PATIENCE).toBe('Cancelled')
  expect(feishu.calls.filter(({ method }) => method === 'message.patch')).toHaveLength(1)
  expect(feishu.violations).toEqual([])
})

test('a change that crosses a tap on its way is made again', async () => {
  const { feishu, channel, start } = await serveScene()
  await start()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  const ref = await channel.notify(notice(refOf(chat), 'Busy'))
  const card = await chat.until(() => chat.fromBots[0])
  const edited = channel.edit?.(ref, notice(refOf(chat), 'Still busy', { revision: 2 }))
  await Promise.all([ann.taps(card, 'Cancel'), edited])
  await expect.poll(() => card.text, PATIENCE).toBe('Still busy')
  expect(feishu.violations).toEqual([])
})

test('a tap that cannot be decided gets an answer in time, and waits behind no message', async () => {
  const { feishu, channel, inbox, start } = await serveScene()
  await start()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  await channel.notify(notice(refOf(chat), 'Busy'))
  const card = await chat.until(() => chat.fromBots[0])
  inbox.down = true
  ann.sends(chat, 'waits for the store')
  expect(await ann.taps(card, 'Cancel')).toMatchObject({ text: 'tapFailed in en', type: 'error' })
})

test('what is not durable in time is refused, and taken when it comes again', async () => {
  const { feishu, inbox, start } = await serveScene({ feishu: { limits: { retryMs: [500, 500, 500] } } })
  await start()
  inbox.down = true
  const ann = feishu.user()
  ann.sends(feishu.p2p(ann), 'hello')
  const [delivery] = feishu.bot.deliveries.all
  await feishu.until(() => delivery?.attempts === 2, { timeoutMs: 20_000 })
  inbox.down = false
  await feishu.until(() => delivery?.state === 'accepted', { timeoutMs: 20_000 })
  expect(new Set(inbox.messages.map(({ dedupeKey }) => dedupeKey)).size).toBe(1)
})

test('until it is known who the bot is, groups wait, people do not, and health says so', async () => {
  const { feishu, channel, inbox, start } = await serveScene({ feishu: { limits: { retryMs: [300, 300, 300, 300] } } })
  const fault = feishu.fail('bot.info', { code: 99991400, times: 99 })
  void start()
  await feishu.connected(feishu.bot, 1, { timeoutMs: 20_000 })
  const ann = feishu.user()
  ann.sends(feishu.p2p(ann), 'a direct word')
  ann.sends(feishu.group({ members: [ann] }), 'a word in a group')
  await expect.poll(() => inbox.texts, PATIENCE).toEqual(['a direct word'])
  expect(channel.health()).toMatchObject({ state: 'degraded', detail: expect.stringContaining('who the bot is') })
  fault.clear()
  await expect.poll(() => inbox.texts, PATIENCE).toEqual(['a direct word', 'a word in a group'])
  expect(channel.health()).toMatchObject({ state: 'ready' })
})
