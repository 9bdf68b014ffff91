import { once } from 'node:events'
import { createServer } from 'node:http'
import * as lark from '@larksuiteoapi/node-sdk'
import { expect, onTestFinished, test } from 'vitest'
import { isJsonObject, type JsonObject, parseJson } from '../kit/json.ts'
import { post, sentCard } from './refused/refused-case.ts'
import { scene } from './scene.ts'
import { webhookRequest } from './webhook.ts'

interface Received {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: JsonObject
}

/** An address that answers what `answer` says; nothing for no answer at all. */
async function address(answer: (body: JsonObject) => object | undefined) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const body = parseJson(Buffer.concat(parts).toString('utf8'))
    const json = isJsonObject(body) ? body : {}
    received.push({ headers: request.headers, body: json })
    const said = answer(json)
    if (said !== undefined) response.end(JSON.stringify(said))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const at = server.address()
  if (at === null || typeof at === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${at.port}/`, received }
}

const echo = ({ challenge }: JsonObject) => ({ challenge })

test('an address that does not send the challenge back is refused', async () => {
  const s = await scene()
  const { url } = await address(() => ({}))
  await expect(s.bot.useWebhook({ url, verificationToken: 'v' })).rejects.toThrow('challenge')
  expect(s.bot.webhook).toBeUndefined()
})

test('without a key, events come as they are, with the token', async () => {
  const s = await scene()
  const { url, received } = await address(echo)
  await s.bot.useWebhook({ url, verificationToken: 'v-token' })
  s.ann.sends(s.chat, 'Hello')
  await s.feishu.until(() => s.bot.deliveries.open.length === 0)
  expect(received.map(({ body }) => body)).toMatchObject([
    { type: 'url_verification', token: 'v-token' },
    { schema: '2.0', header: { token: 'v-token', event_type: 'im.message.receive_v1' } },
  ])
})

test('with a key, the real SDK decrypts, checks the signature and answers', async () => {
  const s = await scene()
  const encryptKey = 'k'
  const heard: unknown[] = []
  const dispatcher = new lark.EventDispatcher({ encryptKey, loggerLevel: lark.LoggerLevel.error }).register({
    'im.message.receive_v1': (event) => void heard.push(event.message.content),
    'card.action.trigger': () => ({ toast: { content: 'Done' } }),
  })
  const handle = lark.adaptDefault('/hook', dispatcher, { autoChallenge: true })
  const server = createServer((request, response) => void handle(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const at = server.address()
  const port = at === null || typeof at === 'string' ? 0 : at.port
  await s.bot.useWebhook({ url: `http://127.0.0.1:${port}/hook`, verificationToken: 'v', encryptKey })
  s.ann.sends(s.chat, 'Hello')
  await s.feishu.until(() => s.bot.deliveries.open.length === 0)
  expect(heard).toEqual(['{"text":"Hello"}'])
  expect(await s.ann.taps(await sentCard(s), 'Cancel')).toMatchObject({ text: 'Done' })
})

test('an address that answers nothing gets the event again', async () => {
  const s = await scene()
  let silent = true
  const hook = await address((body) => (body.challenge === undefined && silent ? undefined : echo(body)))
  await s.bot.useWebhook({ url: hook.url, verificationToken: 'v' })
  s.ann.sends(s.chat, 'Hello')
  await expect.poll(() => hook.received.length).toBe(2)
  s.clock.advance(3_000)
  await s.feishu.until(() => s.feishu.violations.length === 1)
  silent = false
  s.clock.advance(15_000)
  await s.feishu.until(() => s.bot.deliveries.open.length === 0)
  expect(s.bot.deliveries.all[0]).toMatchObject({ state: 'accepted', attempts: 2 })
})

test('an app with a webhook has no long connection', async () => {
  const s = await scene()
  const { url } = await address(echo)
  await s.bot.useWebhook({ url, verificationToken: 'v' })
  const credentials = { AppID: s.bot.appId, AppSecret: s.bot.appSecret }
  await expect(post(s, '/callback/ws/endpoint', credentials)).rejects.toMatchObject({
    response: { data: { code: 403 } },
  })
  expect(s.feishu.violations).toEqual([])
})

test('a request can be made as an attacker would: old, or signed with another key', () => {
  const old = webhookRequest({ a: 1 }, { at: 1_000_000, encryptKey: 'k', nonce: 'n' })
  expect(old.headers['x-lark-request-timestamp']).toBe('1000')
  const other = webhookRequest({ a: 1 }, { at: 1_000_000, encryptKey: 'other', nonce: 'n' })
  expect(other.headers['x-lark-signature']).not.toBe(old.headers['x-lark-signature'])
  expect(webhookRequest({ a: 1 }, { at: 0 })).toMatchObject({ body: '{"a":1}' })
})
