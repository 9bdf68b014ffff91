import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Update } from '@grammyjs/types'
import { expect, onTestFinished, test } from 'vitest'
import { RecordingInbox } from '../../../test/channels/recording-inbox.ts'
import { SettlingClock } from '../../../test/channels/settling-clock.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { TelegramServer } from '../../../test/platforms/telegram/server.ts'
import { createTelegram } from './channel.ts'
import { MAX_WEBHOOK_BYTES, WEBHOOK_ANSWER_MS } from './limits.ts'
import { COMMANDS } from './testing/messages.ts'
import { Webhook } from './webhook.ts'

const SECRET = 'a_secret-of-nobody'
const logger = { debug() {}, info() {}, warn() {}, error() {} }

/** A webhook behind a server; `post` calls it as somebody would. */
async function setUp() {
  const clock = new SettlingClock()
  const webhook = new Webhook({ url: 'https://bot.example/telegram', secret: SECRET, clock, logger })
  const server = createServer((request, response) => {
    if (!webhook.handle(request, response)) response.writeHead(404).end()
  })
  const taken: Update[] = []
  const abort = new AbortController()
  const url = await listening(server)
  const post = async (body: string, secret = SECRET, path = '/telegram?x=1', method = 'POST') => {
    const headers = { 'x-telegram-bot-api-secret-token': secret }
    const response = await fetch(`${url}${path}`, { method, headers, ...(method === 'POST' && { body }) })
    return response.status
  }
  const open = () =>
    webhook.open(async (updates) => {
      taken.push(...updates)
    }, abort.signal)
  return { webhook, clock, taken, post, open, abort }
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

test('a call with the secret is taken, one without is not', async () => {
  const { taken, post, open } = await setUp()
  open()
  expect(await post('{"update_id":1}')).toBe(200)
  for (const secret of ['', 'wrong', `${SECRET}x`]) expect(await post('{"update_id":2}', secret)).toBe(401)
  expect(taken).toEqual([{ update_id: 1 }])
})

test('what is no update is refused', async () => {
  const { taken, post, open } = await setUp()
  open()
  expect(await post('{')).toBe(400)
  expect(await post('[]')).toBe(400)
  expect(await post('null')).toBe(400)
  expect(await post('', SECRET, '/telegram', 'GET')).toBe(405)
  expect(await post(JSON.stringify({ update_id: 1, x: 'x'.repeat(MAX_WEBHOOK_BYTES) }))).toBe(413)
  expect(await post('{"update_id":1}', SECRET, '/elsewhere')).toBe(404)
  expect(taken).toEqual([])
})

test('what could not be made durable in time is asked for again', async () => {
  const { webhook, clock, post, abort } = await setUp()
  let started = () => {}
  const began = new Promise<void>((resolve) => {
    started = resolve
  })
  webhook.open(() => {
    started()
    return new Promise<void>(() => {})
  }, abort.signal)
  const status = post('{"update_id":1}')
  await began
  await clock.advance(WEBHOOK_ANSWER_MS)
  expect(await status).toBe(503)
})

test('before the start and after the stop calls are told to come again', async () => {
  const { post, open, abort } = await setUp()
  expect(await post('{"update_id":1}')).toBe(503)
  open()
  expect(await post('{"update_id":1}')).toBe(200)
  abort.abort()
  expect(await post('{"update_id":1}')).toBe(503)
})

test('Telegram delivers by webhook, in order, and again what the store could not take', async () => {
  const telegram = await TelegramServer.start()
  const server = createServer((request, response) => void channel.handleWebhook(request, response))
  const webhookUrl = `${await listening(server)}/telegram`
  const channel = createTelegram({
    account: {
      name: 'default',
      botToken: telegram.bot.token,
      apiRoot: telegram.url,
      webhookUrl,
      webhookSecret: SECRET,
    },
    commands: COMMANDS,
    texts: (_locale, key) => key,
    locale: 'en',
    clock: systemClock,
    logger,
  })
  const inbox = new RecordingInbox()
  const abort = new AbortController()
  onTestFinished(async () => {
    abort.abort()
    await telegram.stop()
  })
  await channel.start(inbox, abort.signal)
  inbox.down = true
  const ann = telegram.user({ firstName: 'Ann' })
  for (const text of ['1', '2', '3']) ann.sends(telegram.privateChat(ann), text)
  inbox.down = false
  await expect.poll(() => telegram.bot.queue.list(), { timeout: 10_000 }).toEqual([])
  expect(inbox.order).toEqual(['1', '2', '3'])
  expect(telegram.calls.map(({ method }) => method)).not.toContain('getUpdates')
})
