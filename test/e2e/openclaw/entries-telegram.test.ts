import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Chat } from '../../platforms/telegram/chat.ts'
import { TelegramServer } from '../../platforms/telegram/server.ts'
import { Host } from './support/host.ts'
import { onHost } from './support/on-host.ts'

/** Ten times what the slowest answer of a busy machine takes. */
const PATIENT = { timeoutMs: 60_000 }

const WEBHOOK_SECRET = 'a_webhook-secret-of-nobody'

// As an operator sets it up who trusts the host with it: secrets by reference, pairing, listed groups, a webhook.
onHost('Telegram by the host’s own means', () => {
  let telegram: TelegramServer
  let host: Host
  let secrets = ''
  const proxy = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const secret = String(request.headers['x-telegram-bot-api-secret-token'] ?? '')
    const headers = { 'x-telegram-bot-api-secret-token': secret }
    const answer = await fetch(`${host.origin}${request.url}`, { method: 'POST', headers, body: Buffer.concat(parts) })
    response.writeHead(answer.status).end()
  })
  beforeAll(async () => {
    telegram = await TelegramServer.start()
    secrets = await mkdtemp(join(tmpdir(), 'holdline-secrets-'))
    const path = join(secrets, 'secrets.json')
    await writeFile(path, JSON.stringify({ bot: telegram.bot.token }), { mode: 0o600 })
    const command = join(secrets, 'tell-secret')
    await writeFile(command, `#!/bin/sh\nprintf %s ${WEBHOOK_SECRET}\n`, { mode: 0o700 })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const address = proxy.address()
    const port = typeof address === 'object' ? address?.port : 0
    host = await Host.start({
      telegram: {
        botToken: { source: 'file', provider: 'files', id: '/bot' },
        apiRoot: telegram.url,
        webhookUrl: `http://127.0.0.1:${port}/holdline-telegram/hook`,
        webhookSecret: { source: 'exec', provider: 'vault', id: 'hook' },
        groups: { '*': { requireMention: true } },
        groupAllowFrom: ['telegram:4242'],
      },
      config: {
        secrets: {
          providers: {
            files: { source: 'file', path, mode: 'json' },
            vault: { source: 'exec', command, jsonOnly: false },
          },
        },
      },
    })
  })
  afterAll(async () => {
    await host[Symbol.asyncDispose]()
    await telegram.stop()
    proxy.closeAllConnections()
    proxy.close()
    await rm(secrets, { recursive: true })
  })

  /** Waits until the bot has said something in a chat. */
  const says = (chat: Chat, words: string | RegExp) =>
    chat.until(({ fromBots }) => fromBots.find(({ text }) => text.search(words) >= 0), PATIENT)

  test('a stranger gets a code, the operator approves it, and the person is heard', async () => {
    const ann = telegram.user({ firstName: 'Ann', languageCode: 'en' })
    const chat = telegram.privateChat(ann)
    ann.sends(chat, 'hello?')
    const offer = await says(chat, 'openclaw pairing approve holdline-telegram')
    const code = /approve holdline-telegram (\w+)/.exec(offer.text)?.[1] ?? ''
    expect((await host.openclaw('pairing', 'list', 'holdline-telegram')).stdout).toContain(code)
    expect(await host.openclaw('pairing', 'approve', 'holdline-telegram', code)).toMatchObject({ code: 0 })
    ann.sends(chat, 'now?')
    await says(chat, 'You said: now?')
    expect(chat.messages.map(({ text }) => text)).not.toContain('You said: hello?')
  })

  test('in a listed group only the listed are heard', async () => {
    const owner = telegram.user({ firstName: 'Owner', id: 4242 })
    const guest = telegram.user({ firstName: 'Guest' })
    const chat = telegram.group({ title: 'Team', members: [owner, guest], creator: owner })
    guest.sends(chat, `@${telegram.bot.username} from the guest`)
    owner.sends(chat, `@${telegram.bot.username} from the owner`)
    await says(chat, 'You said: from the owner')
    expect(JSON.stringify(host.model.requests.map((request) => request.chat?.messages))).not.toContain('from the guest')
  })

  test('the status tells the truth, with a probe, and no secret', async () => {
    const ran = await host.openclaw('channels', 'status', '--probe', '--json')
    const [account] = JSON.parse(ran.stdout).channelAccounts['holdline-telegram']
    expect(account).toMatchObject({ configured: true, running: true, connected: true, mode: 'webhook' })
    expect(account.probe).toMatchObject({ ok: true })
    for (const secret of [telegram.bot.token, WEBHOOK_SECRET]) expect(ran.stdout + host.log).not.toContain(secret)
  })

  test('a webhook call without the secret is refused, and the gateway never polls', async () => {
    const response = await fetch(`${host.origin}/holdline-telegram/hook`, { method: 'POST', body: '{"update_id":1}' })
    expect(response.status).toBe(401)
    expect((await fetch(`${host.origin}/holdline-telegram/else`, { method: 'POST' })).status).toBe(404)
    expect(telegram.calls.map(({ method }) => method)).not.toContain('getUpdates')
  })
})
