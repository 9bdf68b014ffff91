import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { decodeFrame, encodeFrame } from './frame.ts'
import { post } from './refused/refused-case.ts'
import { listen, scene } from './scene.ts'

// The long connection, with the real WSClient at its other end.

const RECEIVED = 'im.message.receive_v1'
const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

const never = () => new Promise<never>(() => {})

test('a client is ready when it has greeted, and its pings are answered with the settings', async () => {
  const limits = { clientConfig: { ReconnectCount: -1, ReconnectInterval: 0.1, ReconnectNonce: 0, PingInterval: 0.02 } }
  const s = await scene({ limits })
  const ws = await listen(s, {})
  await s.feishu.until(() => (s.bot.connections[0]?.pings ?? 0) >= 3)
  expect(ws.getConnectionStatus().state).toBe('connected')
  expect(s.feishu.calls.map(({ method }) => method)).toEqual(['ws.endpoint', 'ws.upgrade'])
  expect(s.feishu.violations).toEqual([])
})

test('an event that is taken is delivered once', async () => {
  const s = await scene()
  const heard: unknown[] = []
  await listen(s, { [RECEIVED]: (event) => void heard.push(event.event_id) })
  s.ann.sends(s.chat, 'Hello')
  await s.feishu.until(() => s.bot.deliveries.open.length === 0)
  s.clock.advance(8 * HOUR_MS)
  expect(heard).toEqual([s.bot.deliveries.all[0]?.eventId])
  expect(s.bot.deliveries.all[0]).toMatchObject({ state: 'accepted', attempts: 1 })
  expect(s.feishu.violations).toEqual([])
})

test('what is not taken in 3 s comes again after 15 s, 5 min, 1 h and 6 h, and is given up', async () => {
  const s = await scene()
  let heard = 0
  await listen(s, {
    [RECEIVED]: () => {
      heard += 1
      return never()
    },
  })
  s.ann.sends(s.chat, 'Hello')
  for (const [index, wait] of [15 * SECOND_MS, 5 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS].entries()) {
    const attempt = index + 1
    await expect.poll(() => heard).toBe(attempt)
    s.clock.advance(3 * SECOND_MS)
    await s.feishu.until(() => s.feishu.violations.length === attempt)
    s.clock.advance(wait - 1)
    expect(s.bot.deliveries.all[0]?.attempts).toBe(attempt)
    s.clock.advance(1)
  }
  expect(heard).toBe(5)
  expect(s.bot.deliveries.all[0]).toMatchObject({ state: 'given up', attempts: 5 })
  expect(new Set(s.feishu.violations.map(({ rule }) => rule))).toEqual(new Set(['event.answered']))
})

test('a handler that throws answers with 500: the event comes again, with the same id', async () => {
  const s = await scene()
  const heard: unknown[] = []
  await listen(s, {
    [RECEIVED]: (event) => {
      heard.push(event.event_id)
      if (heard.length === 1) throw new Error('not now')
    },
  })
  s.ann.sends(s.chat, 'Hello')
  await s.feishu.until(() => s.feishu.violations.length === 1)
  expect(s.feishu.violations[0]).toMatchObject({ rule: 'event.failed', message: `${RECEIVED} was answered with 500` })
  s.clock.advance(15 * SECOND_MS)
  await s.feishu.until(() => s.bot.deliveries.open.length === 0)
  expect(heard).toEqual([heard[0], heard[0]])
})

test('a large event comes in fragments, cut anywhere', async () => {
  const s = await scene({ limits: { frameBytes: 7 } })
  const heard: unknown[] = []
  await listen(s, { [RECEIVED]: (event) => void heard.push(event.message) })
  s.ann.sends(s.chat, '你好，😀'.repeat(20))
  await s.feishu.until(() => s.bot.deliveries.open.length === 0)
  expect(heard).toMatchObject([{ content: JSON.stringify({ text: '你好，😀'.repeat(20) }) }])
})

test('of several connections of an app, one gets an event, chosen at random', async () => {
  const numbers = [0.1, 0.9, 0.6, 0.2]
  const s = await scene({ random: () => numbers.shift() ?? 0 })
  const heard: string[] = []
  for (const name of ['first', 'second']) await listen(s, { [RECEIVED]: () => void heard.push(name) })
  for (const count of [1, 2, 3, 4]) {
    s.ann.sends(s.chat, 'Hello')
    await s.feishu.until(() => s.bot.deliveries.all.filter(({ state }) => state === 'accepted').length === count)
  }
  expect(heard).toEqual(['first', 'second', 'second', 'first'])
})

test('each app of a group gets an event of its own, with ids of its own', async () => {
  const s = await scene()
  const other = s.feishu.account({ name: 'Other' })
  const group = s.feishu.group({ members: [s.ann], bots: [s.bot, other] })
  const heard: { event_id?: unknown; message?: unknown; sender?: unknown }[] = []
  for (const bot of [s.bot, other]) await listen(s, { [RECEIVED]: (event) => void heard.push(event) }, { bot })
  const { id } = s.ann.sends(group, 'Hello')
  await s.feishu.until(() => heard.length === 2)
  expect(heard).toMatchObject([{ message: { message_id: id } }, { message: { message_id: id } }])
  expect(heard[0]?.event_id).not.toBe(heard[1]?.event_id)
  expect(heard[0]?.sender).not.toEqual(heard[1]?.sender)
})

test('after a break the client comes back, and what was not delivered waits for it', async () => {
  const s = await scene()
  const heard: unknown[] = []
  await listen(s, { [RECEIVED]: (event) => void heard.push(event.message) })
  s.bot.connections[0]?.drop()
  s.ann.sends(s.chat, 'While you were away')
  await s.feishu.until(() => heard.length === 1)
  expect(s.feishu.violations).toEqual([])
})

test('what is sent in the same read as the upgrade is lost by the SDK, and comes again', async () => {
  const s = await scene({ limits: { hastyFrames: true } })
  s.ann.sends(s.chat, 'Hello')
  const heard: unknown[] = []
  await listen(s, { [RECEIVED]: (event) => void heard.push(event) })
  await s.feishu.until(() => (s.bot.connections[0]?.pings ?? 0) > 0)
  expect(heard).toEqual([])
  s.clock.advance(3 * SECOND_MS)
  await s.feishu.until(() => s.bot.deliveries.all[0]?.state !== 'under way')
  s.clock.advance(15 * SECOND_MS)
  await s.feishu.until(() => s.bot.deliveries.open.length === 0)
  expect(heard).toHaveLength(1)
})

test('a half-open connection is noticed by the ping timeout only, and that has to be shorter than the pings are apart', async () => {
  const limits = { clientConfig: { ReconnectCount: -1, ReconnectInterval: 0.1, ReconnectNonce: 0, PingInterval: 0.2 } }
  const s = await scene({ limits })
  const back: string[] = []
  await listen(s, {}, { pingTimeoutS: 0.05, onReconnected: () => void back.push('back') })
  s.bot.connections[0]?.freeze()
  await s.feishu.until(() => s.feishu.calls.filter(({ method }) => method === 'ws.upgrade').length === 2)
  await s.feishu.connected()
  await expect.poll(() => back).toEqual(['back'])
})

test('a busy system during a reconnect ends the client for good', async () => {
  const s = await scene()
  const errors: string[] = []
  const ws = await listen(s, {}, { onError: ({ message }) => void errors.push(message) })
  s.feishu.fail('ws.endpoint', { code: 1 })
  s.bot.connections[0]?.close()
  await s.feishu.waitForCall('ws.endpoint', { count: 2 })
  await expect.poll(() => errors).toEqual(['pullConnectConfig failed: code=1, msg=system busy'])
  expect(ws.getConnectionStatus().state).toBe('failed')
})

test('an endpoint that breaks is tried again, and so is an upgrade that is refused', async () => {
  const s = await scene()
  await listen(s, {})
  s.feishu.fail('ws.endpoint', { status: 500 })
  s.feishu.fail('ws.upgrade', { status: 403 })
  s.bot.connections[0]?.drop()
  await s.feishu.until(() => s.bot.connections.some(({ ready }) => ready))
  expect(s.feishu.calls.filter(({ method }) => method === 'ws.endpoint')).toHaveLength(4)
})

test('nonsense on the line is noted, and breaks nothing', async () => {
  const s = await scene()
  await listen(s, {})
  const [endpoint] = await Promise.allSettled([
    post(s, '/callback/ws/endpoint', { AppID: s.bot.appId, AppSecret: s.bot.appSecret }),
  ])
  const body = endpoint.status === 'rejected' ? JSON.stringify(endpoint.reason) : ''
  const [, url = ''] = /"URL":"([^"]+)"/.exec(body) ?? []
  const socket = new WebSocket(url)
  socket.on('open', () => {
    socket.send('hello')
    const answer = { service: 1, method: 'data' as const, headers: { message_id: 'x' }, payload: Buffer.from('{}') }
    socket.send(encodeFrame(answer))
  })
  await s.feishu.until(() => s.feishu.violations.length === 1)
  expect(s.feishu.violations[0]?.rule).toBe('frame.shape')
  socket.terminate()
  s.ann.sends(s.chat, 'Hello')
  await s.feishu.until(() => s.bot.deliveries.open.length === 0)
})

test('frames are read as they were written, with numbers of several bytes', () => {
  const frame = {
    service: 33_554_678,
    method: 'data' as const,
    headers: { type: 'event', message_id: 'ü'.repeat(100) },
    payload: Buffer.from('x'.repeat(300)),
  }
  expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
  expect(() => decodeFrame(encodeFrame(frame).subarray(0, 50))).toThrow('breaks off')
  expect(() => decodeFrame(Buffer.from([8, 0]))).toThrow('no field')
})
