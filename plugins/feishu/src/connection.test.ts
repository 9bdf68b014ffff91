import { expect, test } from 'vitest'
import { answer } from '../../../test/channels/samples.ts'
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

test('an endpoint that wants a pause gets it', async () => {
  const pauses: number[] = []
  const after = (ms: number, run: () => void) => {
    pauses.push(ms)
    return systemClock.after(ms, run)
  }
  const { feishu, start } = await serveScene({ clock: { now: () => systemClock.now(), after } })
  feishu.fail('ws.endpoint', { code: 99991400, resetS: 1.5 })
  void start()
  await feishu.connected(feishu.bot, 1, { timeoutMs: 20_000 })
  expect(pauses).toContain(1500)
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

test('what comes again while it is being made durable waits for that, and is handed over once', async () => {
  const { feishu, inbox, start, log } = await serveScene({ feishu: { limits: { retryMs: [500] } } })
  await start()
  const release = inbox.hold()
  const ann = feishu.user()
  ann.sends(feishu.p2p(ann), 'hello')
  await expect.poll(() => log.filter((line) => line.includes('feishu: a message')).length, PATIENCE).toBe(2)
  release()
  await feishu.until(() => feishu.bot.deliveries.open.length === 0, { timeoutMs: 20_000 })
  expect(inbox.texts).toEqual(['hello'])
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

test('after a stop nothing is left open, and the next process gets what came meanwhile', async () => {
  const { feishu, start, stop, again } = await serveScene()
  await start()
  stop()
  await feishu.until(() => feishu.bot.connections.length === 0)
  const ann = feishu.user()
  ann.sends(feishu.p2p(ann), 'hello')
  const next = again()
  await next.start()
  await expect.poll(() => next.inbox.texts, PATIENCE).toEqual(['hello'])
  expect(feishu.bot.connections).toHaveLength(1)
})

test('a stop while the connection is being made leaves none', async () => {
  const { feishu, start, stop } = await serveScene()
  // Thirty times what the bot’s other calls take here.
  feishu.fail('ws.endpoint', { delayMs: 3000 })
  void start()
  await expect.poll(() => feishu.calls.some(({ method }) => method === 'bot.info'), PATIENCE).toBe(true)
  stop()
  await feishu.waitForCall('ws.endpoint', { timeoutMs: 20_000 })
  // Round trips, in which an opening would have arrived, too.
  for (let trip = 0; trip < 5; trip += 1) await fetch(`${feishu.url}/open-apis/bot/v3/info`)
  expect(feishu.calls.filter(({ method }) => method === 'ws.upgrade')).toEqual([])
  expect(feishu.bot.connections).toEqual([])
})

test('whatever fails, neither the secret nor a token is logged', async () => {
  const { feishu, channel, start, log } = await serveScene()
  await start()
  const chat = feishu.p2p(feishu.user())
  const faults = [
    { code: 230001 },
    { status: 500 },
    { dropBefore: true },
    { code: 99991663, times: 2 },
    { body: '<html>' },
  ]
  for (const [at, fault] of faults.entries()) {
    feishu.fail('*', fault)
    await channel.send(answer(refOf(chat), `answer ${at}`)).catch(() => {})
  }
  feishu.bot.expireTokens()
  feishu.fail('auth.token', { status: 500, times: 3 })
  feishu.fail('ws.endpoint', { status: 500 })
  feishu.bot.connections[0]?.drop()
  await channel.send(answer(refOf(chat), 'the last one')).catch(() => {})
  await feishu.connected(feishu.bot, 1, { timeoutMs: 20_000 })
  // The scene looks for the secret and for tokens in it when it ends.
  expect(log).not.toEqual([])
})
