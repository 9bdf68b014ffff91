import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { isJsonObject, type JsonObject, parseJson } from '../kit/json.ts'
import { scene } from './scene.ts'

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: JsonObject
}

/** A server of a bot, which answers as it is told, `ok` by default. */
async function botServer(
  answer: (received: Received) => { status?: number; body?: string; retryAfter?: number } = () => ({}),
) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const body = parseJson(Buffer.concat(parts).toString('utf8'))
    const one = { headers: request.headers, body: isJsonObject(body) ? body : {} }
    received.push(one)
    const { status = 200, body: words = 'ok', retryAfter } = answer(one)
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
    response.writeHead(status).end(words)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen')
  return { url: `http://127.0.0.1:${address.port}/vk`, received }
}

test('a server is connected when it says the confirmation string, and gets events with the secret', async () => {
  const s = await scene()
  const { code } = await s.api.groups.getCallbackConfirmationCode({ group_id: s.community.id })
  const { url, received } = await botServer(({ body }) => (body.type === 'confirmation' ? { body: code } : {}))
  const callback = await s.vk.connectCallback(url, { secret: 'Passw0rd', events: ['message_new'] })
  s.ann.sends(s.chat, 'Hello')
  s.ann.types(s.chat)
  await s.chat.until(() => callback.pending === 0 && callback.deliveries.length === 1)
  const common = { group_id: s.community.id, secret: 'Passw0rd' }
  expect(received.map(({ body }) => body)).toMatchObject([
    { type: 'confirmation', ...common },
    { type: 'message_new', ...common, event_id: expect.any(String), object: { message: { text: 'Hello' } } },
  ])
})

test('a server that does not confirm itself is not connected', async () => {
  const s = await scene()
  const { url } = await botServer()
  await expect(s.vk.connectCallback(url)).rejects.toThrow('the server says "ok"')
  expect(s.community.callback).toBeUndefined()
})

async function connected(answer: (attempt: number) => { status?: number; body?: string; retryAfter?: number }) {
  const s = await scene()
  const { code } = await s.api.groups.getCallbackConfirmationCode({ group_id: s.community.id })
  let attempts = 0
  const { url, received } = await botServer(({ body }) => {
    if (body.type === 'confirmation') return { body: code }
    attempts += 1
    return answer(attempts)
  })
  const callback = await s.vk.connectCallback(url, { events: ['message_new'] })
  const tries = (count: number) => s.chat.until(() => callback.deliveries.length === count)
  return { ...s, callback, received, tries }
}

test('what is not answered with ok comes again under the same id, ever more seldom', async () => {
  const s = await connected((attempt) => [{ body: 'OK' }, { status: 500 }, {}][attempt - 1] ?? {})
  s.ann.sends(s.chat, 'Hello')
  await s.tries(1)
  s.clock.advance(1_000)
  await s.tries(2)
  s.clock.advance(1_999)
  expect(s.callback.pending).toBe(1)
  s.clock.advance(1)
  await s.tries(3)
  expect(s.callback.deliveries.map(({ accepted }) => accepted)).toEqual([false, false, true])
  expect(new Set(s.callback.deliveries.map(({ eventId }) => eventId)).size).toBe(1)
  expect(s.received.map(({ headers }) => headers['x-retry-counter'])).toEqual([undefined, undefined, '1', '2'])
  expect(s.callback.pending).toBe(0)
})

test('a busy server says when to come again', async () => {
  const s = await connected((attempt) => (attempt === 1 ? { status: 503, retryAfter: 60 } : {}))
  s.ann.sends(s.chat, 'Hello')
  await s.tries(1)
  s.clock.advance(59_999)
  expect(s.callback.deliveries).toHaveLength(1)
  s.clock.advance(1)
  await s.tries(2)
  expect(s.callback.pending).toBe(0)
})

test('what fails does not hold up what comes after', async () => {
  const s = await connected((attempt) => (attempt === 1 ? { status: 500 } : {}))
  s.ann.sends(s.chat, 'one')
  s.ann.sends(s.chat, 'two')
  await s.tries(2)
  s.clock.advance(1_000)
  await s.tries(3)
  const ids = s.callback.deliveries.map(({ eventId }) => eventId)
  expect([ids[0] === ids[2], ids[0] === ids[1]]).toEqual([true, false])
})

test('vk-io sees the server and can choose its events', async () => {
  const s = await connected(() => ({}))
  const where = { group_id: s.community.id, server_id: 1 }
  const { items } = await s.api.groups.getCallbackServers({ group_id: s.community.id })
  expect(items).toMatchObject([{ id: 1, status: 'ok' }])
  await s.api.groups.setCallbackSettings({ ...where, message_event: true, message_new: false })
  const { events } = await s.api.groups.getCallbackSettings(where)
  expect([events.message_event, events.message_new, events.message_edit]).toEqual([1, 0, 0])
})
