import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Api, Bot, webhookCallback } from 'grammy'
import { expect, onTestFinished, test } from 'vitest'
import { isJsonObject, parseJson } from '../kit/json.ts'
import { scene } from './scene.ts'

interface Delivery {
  readonly text: unknown
  readonly secret: unknown
  readonly response: ServerResponse
}

/** Somebody's endpoint, which keeps what comes and answers when the test says so. */
async function endpoint(onDelivery: (delivery: Delivery, number: number) => void) {
  const deliveries: Delivery[] = []
  const server = createServer(async (request: IncomingMessage, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const update = parseJson(Buffer.concat(parts).toString('utf8'))
    const message = isJsonObject(update) && isJsonObject(update.message) ? update.message : {}
    const secret = request.headers['x-telegram-bot-api-secret-token']
    deliveries.push({ text: message.text, secret, response })
    onDelivery({ text: message.text, secret, response }, deliveries.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the endpoint does not listen')
  return { url: `http://127.0.0.1:${address.port}/hook`, deliveries }
}

/** Time for what is already under way: a delivery takes one round trip, this takes several. */
async function settle(api: Api): Promise<void> {
  for (let trip = 0; trip < 5; trip += 1) await api.getMe()
}

const accept = ({ response }: Delivery) => void response.end('ok')

test('the webhook of the real grammY gets updates with the secret, and an answer comes back', async () => {
  const { telegram, url, bot, ann, chat, api } = await scene()
  const grammy = new Bot(bot.token, { client: { apiRoot: url } })
  grammy.on('message:text', (ctx) => ctx.reply(`You said: ${ctx.msg.text}`))
  const handle = webhookCallback(grammy, 'http', { secretToken: 'right_one' })
  const server = createServer((request, response) => void handle(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  await api.setWebhook(`http://127.0.0.1:${port}/`, { secret_token: 'right_one' })
  ann.sends(chat, 'Hello')
  await chat.until(() => chat.last?.text === 'You said: Hello')
  await chat.until(() => bot.pendingUpdates === 0)
  expect(telegram.violations).toEqual([])
})

test('what waits is delivered when a webhook is set, chats side by side, each in order', async () => {
  const { telegram, api, ann, chat, bot } = await scene()
  const ben = telegram.user({ firstName: 'Ben' })
  for (const text of ['a1', 'a2', 'a3']) ann.sends(chat, text)
  ben.sends(telegram.privateChat(ben), 'b1')
  const held: Delivery[] = []
  const { url, deliveries } = await endpoint((delivery) => void held.push(delivery))
  await api.setWebhook(url, { secret_token: 's' })
  const texts = () => deliveries.map(({ text }) => text)
  await expect.poll(texts).toEqual(['a1', 'b1'])
  expect(deliveries.map(({ secret }) => secret)).toEqual(['s', 's'])
  for (const count of [3, 4]) {
    for (const delivery of held.splice(0)) accept(delivery)
    await expect.poll(() => deliveries.length).toBe(count)
  }
  for (const delivery of held) accept(delivery)
  expect(texts()).toEqual(['a1', 'b1', 'a2', 'a3'])
  await chat.until(() => bot.pendingUpdates === 0)
})

test('no more than max_connections are under way', async () => {
  const { telegram, api } = await scene()
  const people = ['Ann', 'Ben', 'Cyd'].map((firstName) => telegram.user({ firstName }))
  for (const person of people) person.sends(telegram.privateChat(person), 'Hi')
  const { url, deliveries } = await endpoint(() => undefined)
  await api.setWebhook(url, { max_connections: 2 })
  await expect.poll(() => deliveries.length).toBe(2)
  deliveries[0]?.response.end()
  await expect.poll(() => deliveries.length).toBe(3)
  expect((await api.getWebhookInfo()).max_connections).toBe(2)
})

test('what fails is sent again at once, then after 2, 4, 8 seconds, and what follows in the chat waits', async () => {
  const { api, ann, chat, clock, bot } = await scene()
  ann.sends(chat, 'one')
  ann.sends(chat, 'two')
  const { url, deliveries } = await endpoint(({ response }, number) => {
    response.writeHead(number < 5 ? 500 : 200).end()
  })
  await api.setWebhook(url)
  await expect.poll(() => deliveries.length).toBe(2)
  for (const [index, seconds] of [2, 4, 8].entries()) {
    await expect.poll(async () => (await api.getWebhookInfo()).last_error_date).toBe(clock.now() / 1_000)
    clock.advance(seconds * 1_000 - 1)
    await settle(api)
    expect(deliveries).toHaveLength(index + 2)
    clock.advance(1)
    await expect.poll(() => deliveries.length).toBeGreaterThan(index + 2)
  }
  await chat.until(() => bot.pendingUpdates === 0)
  expect(deliveries.map(({ text }) => text)).toEqual(['one', 'one', 'one', 'one', 'one', 'two'])
  const { last_error_message, pending_update_count } = await api.getWebhookInfo()
  expect([last_error_message, pending_update_count]).toEqual([
    'Wrong response from the webhook: 500 Internal Server Error',
    0,
  ])
})

test('a webhook may say when to come back', async () => {
  const { api, ann, chat, clock } = await scene()
  ann.sends(chat, 'one')
  const { url, deliveries } = await endpoint(({ response }) => response.writeHead(503, { 'retry-after': '30' }).end())
  await api.setWebhook(url)
  await expect.poll(async () => (await api.getWebhookInfo()).last_error_message).toContain('503')
  clock.advance(29_999)
  await settle(api)
  expect(deliveries).toHaveLength(1)
  clock.advance(1)
  await expect.poll(() => deliveries.length).toBe(2)
})

test('a webhook may answer with a call', async () => {
  const { api, ann, chat } = await scene()
  const { url } = await endpoint(({ response }) => {
    const body = JSON.stringify({ method: 'sendMessage', chat_id: chat.id, text: 'By return' })
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  })
  await api.setWebhook(url)
  ann.sends(chat, 'Hello')
  await chat.until(() => chat.last?.text === 'By return')
})

test('without its webhook a bot can poll again, and may drop what waits', async () => {
  const { api, ann, chat } = await scene()
  const { url, deliveries } = await endpoint(() => undefined)
  await api.setWebhook(url, { allowed_updates: ['message'] })
  expect(await api.getWebhookInfo()).toMatchObject({ url, allowed_updates: ['message'], pending_update_count: 0 })
  ann.sends(chat, 'one')
  await expect.poll(() => deliveries.length).toBe(1)
  await api.deleteWebhook()
  expect((await api.getUpdates()).map(({ message }) => message?.text)).toEqual(['one'])
  await api.deleteWebhook({ drop_pending_updates: true })
  expect(await api.getUpdates({ offset: -1 })).toEqual([])
})
