import { once } from 'node:events'
import { createServer } from 'node:http'
import { type ChannelMemory, commandWords, type Json } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { createVk, type Vk } from '@holdline/vk'
import { expect, onTestFinished, test } from 'vitest'
import { VkServer } from '../platforms/vk/server.ts'
import { RecordingInbox } from './channel/recording-inbox.ts'
import { realClock, TestLog } from './test-log.ts'

const SECRET = 'S3cret'

const PATIENT = { timeout: 20_000 }

function memory(): ChannelMemory {
  const kept = new Map<string, Json>()
  return {
    all: async () => kept,
    set: async (key, value) => void kept.set(key, value),
    delete: async (key) => void kept.delete(key),
  }
}

/** A channel that waits for the Callback API at an address which VK does not know yet. */
async function open() {
  const vk = await VkServer.start({ limits: { callbackRetryMs: 100 } })
  let channel: Vk | undefined
  const server = createServer((request, response) => {
    if (channel?.handleWebhook(request, response) !== true) response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen')
  const url = `http://127.0.0.1:${address.port}/vk`
  const { token, id } = vk.community
  channel = createVk({
    account: {
      name: 'default',
      groupToken: token,
      apiRoot: vk.url,
      groupId: id,
      callbackUrl: url,
      callbackSecret: SECRET,
    },
    commands: commandWords(locales),
    texts: (locale, key) => `${key} in ${locale}`,
    memory: memory(),
    clock: realClock,
    logger: new TestLog(),
  })
  const inbox = new RecordingInbox()
  const abort = new AbortController()
  onTestFinished(async () => {
    abort.abort()
    server.closeAllConnections()
    server.close()
    await vk.stop()
  })
  await channel.start(inbox, abort.signal)
  const ann = vk.person({ firstName: 'Ann', language: 'en' })
  return { vk, url, channel, inbox, ann, chat: vk.directChat(ann) }
}

test('an event is not confirmed before it is durable, and taken when it can be', async () => {
  const { vk, url, inbox, ann, chat } = await open()
  const callback = await vk.connectCallback(url, { secret: SECRET, events: ['message_new'] })
  inbox.down = true
  ann.sends(chat, 'hello')
  await expect.poll(() => inbox.messages.length, PATIENT).toBeGreaterThan(0)
  expect([callback.pending, callback.deliveries]).toEqual([1, []])
  inbox.down = false
  await chat.until(() => callback.pending === 0, { timeoutMs: PATIENT.timeout })
  expect(callback.deliveries.map(({ answer }) => answer)).toEqual(['ok'])
})

test('calls of others are refused, and nothing of them is taken', async () => {
  const { vk, url, inbox } = await open()
  const { id } = vk.community
  const message = { from_id: 5, peer_id: 5, conversation_message_id: 1, text: 'forged' }
  const event = { type: 'message_new', event_id: 'x', group_id: id, v: '5.199', object: { message } }
  const post = async (body: string) => (await fetch(url, { method: 'POST', body })).status
  const forged = [
    { ...event },
    { ...event, secret: 'S3creT' },
    { ...event, secret: [SECRET] },
    { ...event, secret: SECRET, group_id: 1 },
  ]
  const bodies = [...forged.map((body) => JSON.stringify(body)), '{', '', 'x'.repeat(2_000_000)]
  const statuses = []
  for (const body of bodies) statuses.push(await post(body))
  expect(statuses).toEqual([403, 403, 400, 403, 400, 400, 413])
  expect(inbox.messages).toEqual([])
})

test('a server that is added while the gateway runs is set up without a restart', async () => {
  const { vk, url, channel, inbox, ann, chat } = await open()
  await vk.connectCallback(url, { secret: SECRET, events: ['message_new'] })
  ann.sends(chat, 'hello')
  await expect.poll(() => inbox.messages.length, PATIENT).toBe(1)
  await expect.poll(() => channel.health().state, PATIENT).toBe('ready')
  expect(vk.community.callback?.settings.events.has('message_event')).toBe(true)
})

// VK sends nothing of which no type is chosen, and in a new server none is.
test('a server for which no events are chosen gets them as soon as it is confirmed', async () => {
  const { vk, url, channel, inbox, ann, chat } = await open()
  await vk.connectCallback(url, { secret: SECRET, events: [], apiVersion: '5.80' })
  await expect.poll(() => channel.health().state, PATIENT).toBe('ready')
  const { events, apiVersion } = vk.community.callback?.settings ?? {}
  expect([...(events ?? [])].sort()).toEqual(['message_edit', 'message_event', 'message_new'])
  expect(apiVersion).toBe('5.199')
  ann.sends(chat, 'hello at last')
  await expect.poll(() => inbox.messages.length, PATIENT).toBe(1)
})
