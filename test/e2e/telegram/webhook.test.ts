import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { TelegramScene } from '../support/telegram.ts'

const SECRET = 'a_secret-of-nobody'

/** What stands between the internet and a gateway: passes on what comes to wherever `target` says. */
async function reverseProxy(target: () => string) {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const secret = String(request.headers['x-telegram-bot-api-secret-token'] ?? '')
    const headers = { 'x-telegram-bot-api-secret-token': secret }
    const answer = await fetch(`${target()}${request.url}`, { method: 'POST', headers, body: Buffer.concat(parts) })
    response.writeHead(answer.status).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

test('by webhook: messages and taps come in, strangers do not', async () => {
  let gatewayUrl = ''
  const url = `${await reverseProxy(() => gatewayUrl)}/telegram`
  await using scene = await TelegramScene.start('direct chat', {
    config: { telegram: { webhookUrl: url, webhookSecret: SECRET } },
  })
  gatewayUrl = scene.gateway.url
  scene.asks('[think 60s] first')
  await scene.until(() => scene.chat.typing())
  scene.asks('second')
  const toast = await scene.ann.taps(await scene.notice(), 'Отменить')
  await scene.says(/: second/)

  const stranger = {
    update_id: 1,
    message: {
      message_id: 1,
      date: 1,
      chat: { id: scene.ann.id, type: 'private', first_name: 'Ann' },
      from: scene.ann.user,
      text: 'forged',
    },
  }
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(stranger) })
  expect(response.status).toBe(401)
  expect(toast.text).toMatch(/Останавливаем/)
  expect(scene.telegram.calls.map(({ method }) => method)).not.toContain('getUpdates')
  expect(scene.gateway.stderr).not.toContain(SECRET)
})
