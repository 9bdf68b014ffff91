import { once } from 'node:events'
import { createServer } from 'node:http'
import { type ChatRef, channelMemory, commandWords } from '@holdline/bridge'
import { createFeishu } from '@holdline/feishu'
import { locales } from '@holdline/locales'
import { createMemoryEngine } from '@holdline/store-memory'
import { expect, onTestFinished, test } from 'vitest'
import { FeishuServer } from '../platforms/feishu/server.ts'
import { type RequestOptions, webhookRequest } from '../platforms/feishu/webhook.ts'
import { RecordingInbox } from './channel/recording-inbox.ts'
import { realClock, TestLog } from './test-log.ts'

// Feishu by calls to an address of ours: who is believed, and what is answered.

const SECRETS = { verificationToken: 'v-5f0c81d27a', encryptKey: 'k-93be60a4f1' }
const MINUTE_MS = 60_000

/** A bot that is called at an address, and a platform that calls it. */
async function scene() {
  const feishu = await FeishuServer.start()
  const { appId, appSecret } = feishu.bot
  const log = new TestLog()
  const engine = createMemoryEngine()
  const channel = createFeishu({
    account: { name: 'default', appId, appSecret, domain: feishu.url, connectionMode: 'webhook', ...SECRETS },
    commands: commandWords(locales),
    texts: (locale, key) => `${key} in ${locale}`,
    memory: channelMemory(engine, 'typing:feishu:default'),
    threads: channelMemory(engine, 'threads:feishu:default'),
    clock: realClock,
    logger: log,
  })
  const inbox = new RecordingInbox()
  const abort = new AbortController()
  const http = createServer((request, response) => {
    if (!channel.handleWebhook(request, response)) response.writeHead(404).end()
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(async () => {
    abort.abort()
    http.closeAllConnections()
    http.close()
    await feishu.stop()
  })
  await channel.start(inbox, abort.signal)
  const at = http.address()
  const url = `http://127.0.0.1:${at === null || typeof at === 'string' ? 0 : at.port}/feishu/events`
  const ann = feishu.user({ name: 'Ann' })
  const p2p = feishu.p2p(ann)
  const chat: ChatRef = { channel: 'feishu', account: 'default', kind: 'direct', chat: p2p.id }
  return { feishu, channel, inbox, log, url, ann, p2p, chat, stop: () => abort.abort() }
}

/** Calls an address as the platform does, or nearly so; returns the status and the body. */
async function call(
  url: string,
  content: object,
  options: Partial<RequestOptions> = {},
  change = (body: string) => body,
) {
  const { headers, body } = webhookRequest(
    { ...content },
    { at: Date.now(), encryptKey: SECRETS.encryptKey, ...options },
  )
  const response = await fetch(url, { method: 'POST', headers, body: change(body) })
  return { status: response.status, body: await response.text() }
}

const message = ({ feishu, p2p, ann }: Awaited<ReturnType<typeof scene>>, token = SECRETS.verificationToken) => ({
  schema: '2.0',
  header: { event_id: 'e', event_type: 'im.message.receive_v1', token, app_id: feishu.bot.appId },
  event: {
    sender: { sender_id: { open_id: ann.openId() }, sender_type: 'user' },
    message: {
      message_id: 'om_forged',
      chat_id: p2p.id,
      chat_type: 'p2p',
      message_type: 'text',
      content: '{"text":"forged"}',
      create_time: '1',
    },
  },
})

test('events and taps come by calls to an address, which has passed the challenge', async () => {
  const s = await scene()
  await s.feishu.bot.useWebhook({ url: s.url, ...SECRETS })
  s.ann.sends(s.p2p, 'Hello')
  await s.feishu.until(() => s.feishu.bot.deliveries.open.length === 0)
  expect(s.inbox.messages.map(({ text }) => text)).toEqual(['Hello'])
  const buttons = [{ action: 'cancel', label: 'Cancel', token: 't', style: 'danger' } as const]
  const common = { chat: s.chat, revision: 1, kind: 'busy', state: 'live', elapsedMs: 0, locale: 'en' } as const
  await s.channel.notify({ ...common, noticeId: 'n', text: 'Busy', buttons })
  expect(await s.ann.taps(s.p2p.last ?? expect.unreachable(), 'Cancel')).toMatchObject({
    text: 'done',
    type: 'success',
  })
  expect(s.feishu.violations).toEqual([])
})

const FORGED: readonly [string, (s: Awaited<ReturnType<typeof scene>>) => ReturnType<typeof call>][] = [
  ['signed with another key', (s) => call(s.url, message(s), { encryptKey: 'other' })],
  ['not signed', (s) => call(s.url, message(s), { encryptKey: undefined })],
  ['of an hour ago', (s) => call(s.url, message(s), { at: Date.now() - 60 * MINUTE_MS })],
  ['of an hour from now', (s) => call(s.url, message(s), { at: Date.now() + 60 * MINUTE_MS })],
  ['changed on its way', (s) => call(s.url, message(s), {}, (body) => `${body} `)],
  ['with another token', (s) => call(s.url, message(s, 'other'))],
  ['asking with another token', (s) => call(s.url, { type: 'url_verification', challenge: 'c', token: 'other' })],
]

for (const [what, forge] of FORGED) {
  test(`a call ${what} is refused, and says nothing`, async () => {
    const s = await scene()
    const answer = await forge(s)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.body).not.toContain('challenge')
    expect(s.inbox.messages).toEqual([])
    expect(s.log.text).not.toContain(SECRETS.encryptKey)
    expect(s.log.text).not.toContain(SECRETS.verificationToken)
  })
}

test('nonsense is refused, and the address goes on', async () => {
  const s = await scene()
  for (const body of [
    '',
    '{',
    '[]',
    '{"encrypt":"AAAA"}',
    '{"encrypt":1}',
    JSON.stringify({ encrypt: 'A'.repeat(2_000_000) }),
  ]) {
    const response = await fetch(s.url, { method: 'POST', body }).catch(() => undefined)
    expect(response?.status ?? 413).toBeGreaterThanOrEqual(400)
  }
  expect((await fetch(s.url)).status).toBe(405)
  expect((await call(s.url, message(s))).status).toBe(200)
  expect(s.inbox.messages).toHaveLength(1)
})

test('what cannot be made durable is to come again', async () => {
  const s = await scene()
  s.inbox.down = true
  expect((await call(s.url, message(s))).status).toBe(503)
  s.inbox.down = false
  s.stop()
  expect((await call(s.url, message(s))).status).toBe(503)
})
