import { createCipheriv, createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { notice } from '../../../test/channels/samples.ts'
import { refOf, serveScene } from './testing/scene.ts'

const WEBHOOK = { connectionMode: 'webhook', verificationToken: 'verify-me', encryptKey: 'encrypt-me' } as const

/** A channel behind a real HTTP server, with a platform that knows its address. */
async function scene(more: Parameters<typeof serveScene>[0] = {}) {
  const one = await serveScene({ ...more, account: WEBHOOK })
  const server = createServer((request, response) => {
    if (!one.channel.handleWebhook(request, response)) response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen')
  return { ...one, url: `http://127.0.0.1:${address.port}/feishu/events` }
}

const event = (token: string = WEBHOOK.verificationToken) => ({
  schema: '2.0',
  header: { event_id: 'e1', event_type: 'im.message.receive_v1', token, create_time: '1', app_id: 'a' },
  event: {
    sender: { sender_id: { open_id: 'ou_1' }, sender_type: 'user' },
    message: {
      message_id: 'om_1',
      chat_id: 'oc_1',
      chat_type: 'p2p',
      message_type: 'text',
      content: '{"text":"forged?"}',
    },
  },
})

/** Posts as the platform does. The space in the body tells the bytes from what they mean. */
async function post(url: string, body: object, { at = Date.now(), key = WEBHOOK.encryptKey as string } = {}) {
  const bytes = ` ${JSON.stringify(body)}`
  const timestamp = String(Math.floor(at / 1000))
  const signature = createHash('sha256').update(`${timestamp}nonce${key}${bytes}`).digest('hex')
  const headers = {
    'x-lark-request-timestamp': timestamp,
    'x-lark-request-nonce': 'nonce',
    'x-lark-signature': signature,
  }
  return await fetch(url, { method: 'POST', body: bytes, headers })
}

test('the platform’s challenge, events and taps, signed and encrypted', async () => {
  const { feishu, channel, inbox, start, url } = await scene()
  await start()
  await feishu.bot.useWebhook({ url, ...WEBHOOK })
  const ann = feishu.user({ language: 'zh_cn' })
  const chat = feishu.p2p(ann)
  ann.sends(chat, 'hello')
  await expect.poll(() => inbox.texts).toEqual(['hello'])
  await channel.notify(notice(refOf(chat), 'Busy'))
  const card = await chat.until(() => chat.fromBots[0])
  expect(await ann.taps(card, 'Cancel')).toMatchObject({ text: '好了' })
  await feishu.until(() => feishu.bot.deliveries.open.length === 0)
  expect(feishu.violations).toEqual([])
})

test('a signature counts for the bytes that came', async () => {
  const { inbox, start, url } = await scene()
  await start()
  expect((await post(url, event())).status).toBe(200)
  expect(inbox.texts).toEqual(['forged?'])
})

test.each([
  ['another key', event(), { key: 'guess' }],
  ['an old time', event(), { at: Date.UTC(2001, 0) }],
  ['another app’s token', event('guess'), {}],
  ['a challenge with a wrong token', { type: 'url_verification', challenge: 'c', token: 'guess' }, {}],
])('a call with %s is refused', async (_, body, how) => {
  const { inbox, start, url } = await scene()
  await start()
  const response = await post(url, body, how)
  expect(response.status).toBe(401)
  expect(await response.text()).toBe('')
  expect(inbox.messages).toEqual([])
})

test('a call that is encrypted with another key is refused, and the log names the key', async () => {
  const { inbox, log, start, url } = await scene()
  await start()
  const key = createHash('sha256').update('guess').digest()
  const cipher = createCipheriv('aes-256-cbc', key, Buffer.alloc(16))
  const bytes = Buffer.concat([Buffer.alloc(16), cipher.update(JSON.stringify(event())), cipher.final()])
  expect((await post(url, { encrypt: bytes.toString('base64') })).status).toBe(401)
  expect(inbox.messages).toEqual([])
  expect(log.join()).toContain('encryptKey')
})

test('a challenge with the right token is answered, signed or not', async () => {
  const { start, url } = await scene()
  await start()
  const body = JSON.stringify({ type: 'url_verification', challenge: 'c1', token: WEBHOOK.verificationToken })
  const response = await fetch(url, { method: 'POST', body })
  expect(await response.json()).toEqual({ challenge: 'c1' })
})

test('what is none of the platform’s calls gets an answer, too', async () => {
  const { start, url } = await scene()
  expect((await post(url, event())).status).toBe(503)
  await start()
  expect((await fetch(url)).status).toBe(405)
  expect((await fetch(url, { method: 'POST', body: 'no json' })).status).toBe(400)
  expect((await post(url, { schema: '2.0' })).status).toBe(400)
  expect((await fetch(`${url}/else`)).status).toBe(404)
  const large = await fetch(url, { method: 'POST', body: 'x'.repeat(2 * 1024 * 1024) }).catch(() => undefined)
  expect([413, undefined]).toContain(large?.status)
})

test('what cannot be made durable in time is to come again', async () => {
  const { inbox, start, stop, url } = await scene()
  await start()
  inbox.down = true
  expect((await post(url, event())).status).toBe(503)
  stop()
  expect((await post(url, event())).status).toBe(503)
})
