import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { RecordingInbox } from '../../../test/channels/recording-inbox.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { ManualClock } from '../../../test/platforms/kit/manual-clock.ts'
import { VkServer } from '../../../test/platforms/vk/server.ts'
import { createApi } from './api.ts'
import { Budget } from './budget.ts'
import { Callback } from './callback.ts'
import { createVk } from './channel.ts'
import type { VkEvent } from './events.ts'
import { CALLBACK_ANSWER_MS, MAX_CALLBACK_BYTES } from './limits.ts'
import { COMMANDS } from './testing/samples.ts'

const SECRET = 'a_secret-of-nobody'
const GROUP = 220_011_001
const logger = { debug() {}, info() {}, warn() {}, error() {} }

/** An endpoint behind a server; `post` calls it as somebody would. */
async function setUp() {
  const clock = new ManualClock()
  const vk = await VkServer.start()
  onTestFinished(() => vk.stop())
  const api = createApi({ token: vk.community.token, apiRoot: vk.url, budget: new Budget(systemClock) })
  const address = { url: 'https://bot.example/vk', secret: SECRET, groupId: GROUP }
  const callback = new Callback({ ...address, api, clock, logger })
  const server = createServer((request, response) => {
    if (!callback.handle(request, response)) response.writeHead(404).end()
  })
  const taken: VkEvent[] = []
  const abort = new AbortController()
  const url = await listening(server)
  const send = async (body: string, path = '/vk?x=1', method = 'POST') => {
    const response = await fetch(`${url}${path}`, { method, ...(method === 'POST' && { body }) })
    return `${response.status} ${await response.text()}`
  }
  const post = (body: object) => send(JSON.stringify({ type: 'message_new', group_id: GROUP, object: {}, ...body }))
  const open = () =>
    callback.open(
      {
        take: async (events) => void taken.push(...events),
        confirmed: () => {},
      },
      abort.signal,
    )
  return { vk, callback, clock, taken, url, send, post, open, abort }
}

async function listening(server: ReturnType<typeof createServer>): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

test('a call with the secret is taken, one without it or for another community is not', async () => {
  const { taken, post, open } = await setUp()
  open()
  expect(await post({ event_id: 'a', secret: SECRET })).toBe('200 ok')
  for (const secret of [undefined, '', 'wrong', `${SECRET}x`])
    expect(await post({ event_id: 'b', secret })).toBe('403 wrong secret')
  expect(await post({ event_id: 'c', secret: SECRET, group_id: 5 })).toBe('403 another community')
  expect(taken).toMatchObject([{ event_id: 'a' }])
})

test('the address confirms itself, with the secret or before it is set, and for this community alone', async () => {
  const { vk, post } = await setUp()
  const code = await vk.connectCallback('http://127.0.0.1:9/', {}).catch((error: Error) => error.message.slice(-8))
  expect(await post({ type: 'confirmation' })).toBe(`200 ${code}`)
  expect(await post({ type: 'confirmation', secret: SECRET })).toBe(`200 ${code}`)
  expect(await post({ type: 'confirmation', secret: 'wrong' })).toBe('403 wrong secret')
  expect(await post({ type: 'confirmation', group_id: 5 })).toBe('403 another community')
})

test('what is no event is refused', async () => {
  const { taken, send, post, open } = await setUp()
  open()
  for (const body of ['{', '[]', 'null', '{"type":5}']) expect(await send(body)).toMatch(/^400/)
  expect(await send('', '/vk', 'GET')).toMatch(/^405/)
  expect(await post({ secret: SECRET, x: 'x'.repeat(MAX_CALLBACK_BYTES) })).toMatch(/^413/)
  expect(await send('{}', '/elsewhere')).toMatch(/^404/)
  expect(taken).toEqual([])
})

test('what could not be made durable in time is asked for again', async () => {
  const { callback, clock, post, abort } = await setUp()
  const began = Promise.withResolvers<void>()
  const take = () => {
    began.resolve()
    return new Promise<void>(() => {})
  }
  callback.open({ take, confirmed() {} }, abort.signal)
  const status = post({ secret: SECRET })
  await began.promise
  clock.advance(CALLBACK_ANSWER_MS)
  expect(await status).toBe('503 not durable yet')
})

test('before the start and after the stop calls are told to come again', async () => {
  const { post, open, abort } = await setUp()
  expect(await post({ secret: SECRET })).toMatch(/^503/)
  open()
  expect(await post({ secret: SECRET })).toBe('200 ok')
  abort.abort()
  expect(await post({ secret: SECRET })).toMatch(/^503/)
})

test('VK is told to come again soon', async () => {
  const { url } = await setUp()
  const body = JSON.stringify({ type: 'message_new', group_id: GROUP, object: {}, secret: SECRET })
  const { status, headers } = await fetch(`${url}/vk`, { method: 'POST', body })
  expect([status, headers.get('retry-after')]).toEqual([503, '1'])
})

test('VK delivers in order, and again what the store could not take', async () => {
  const vk = await VkServer.start()
  const server = createServer((request, response) => void channel.handleWebhook(request, response))
  const callbackUrl = `${await listening(server)}/vk`
  const { token: groupToken, id: groupId } = vk.community
  const kept = new Map()
  const channel = createVk({
    account: { name: 'default', groupToken, groupId, apiRoot: vk.url, callbackUrl, callbackSecret: SECRET },
    commands: COMMANDS,
    texts: (_locale, key) => key,
    memory: { all: async () => kept, set: async () => {}, delete: async () => {} },
    clock: systemClock,
    logger,
  })
  const inbox = new RecordingInbox()
  const abort = new AbortController()
  onTestFinished(async () => {
    abort.abort()
    await vk.stop()
  })
  await channel.start(inbox, abort.signal)
  expect(channel.health()).toMatchObject({ state: 'degraded', detail: expect.stringContaining(callbackUrl) })
  const callback = await vk.connectCallback(callbackUrl, { secret: SECRET })
  inbox.down = true
  const ann = vk.person({ firstName: 'Ann' })
  for (const text of ['1', '2', '3']) ann.sends(vk.directChat(ann), text)
  inbox.down = false
  await expect.poll(() => callback.pending, { timeout: 10_000 }).toBe(0)
  expect(inbox.messages.map(({ text }) => text)).toEqual(['1', '2', '3'])
  expect(vk.calls.map(({ method }) => method)).not.toContain('a_check')
})
