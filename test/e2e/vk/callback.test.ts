import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { VkScene } from '../support/vk.ts'

const SECRET = 'a_secret-of-nobody'
const GROUP_ID = 220_099_001

/** What stands between the internet and a gateway: passes on what comes to wherever `target` says. */
async function reverseProxy(target: () => string) {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const answer = await fetch(`${target()}${request.url}`, { method: 'POST', body: Buffer.concat(parts) })
    const retryAfter = answer.headers.get('retry-after')
    response.writeHead(answer.status, retryAfter === null ? {} : { 'retry-after': retryAfter })
    response.end(await answer.text())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

test('by Callback API: the address is confirmed, messages and taps come in, strangers do not', async () => {
  let gatewayUrl = ''
  const url = `${await reverseProxy(() => gatewayUrl)}/vk`
  await using scene = await VkScene.start('direct chat', {
    server: { community: { id: GROUP_ID } },
    env: { VK_GROUP_ID: String(GROUP_ID) },
    config: { vk: { callbackUrl: url, callbackSecret: SECRET } },
  })
  gatewayUrl = scene.gateway.url
  const callback = await scene.vk.connectCallback(url, { secret: SECRET, events: ['message_new', 'message_event'] })
  scene.asks('[think 60s] first')
  await scene.until(() => scene.chat.typing)
  scene.asks('second')
  const snackbar = await scene.taps(scene.ann, await scene.notice(), 'Отменить')
  await scene.says(/: second/)

  const message = { from_id: scene.ann.id, peer_id: scene.ann.id, conversation_message_id: 99, text: 'forged' }
  const forged = { type: 'message_new', event_id: 'x', group_id: GROUP_ID, object: { message } }
  const post = (body: object) => fetch(url, { method: 'POST', body: JSON.stringify(body) })
  const statuses = [
    await post(forged),
    await post({ ...forged, secret: 'wrong' }),
    await post({ ...forged, secret: SECRET, group_id: 1 }),
  ].map(({ status }) => status)

  expect(statuses).toEqual([403, 403, 403])
  expect(snackbar.text).toMatch(/Останавливаем/)
  expect(callback.deliveries.every(({ accepted }) => accepted)).toBe(true)
  expect(scene.vk.calls.map(({ method }) => method)).not.toContain('a_check')
  expect(scene.gateway.stderr).not.toContain(SECRET)
})
