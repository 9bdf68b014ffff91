import { expect, onTestFinished, test } from 'vitest'
import { HELLO_DEADLINE_MS, MAX_CONNECTIONS_PER_CHAT } from './limits.ts'
import { TestClient } from './testing/test-client.ts'
import { type ServerChoices, startWebchat } from './testing/webchat-server.ts'

async function start(choices?: ServerChoices) {
  const server = await startWebchat(choices)
  onTestFinished(() => server.close())
  return server
}

test('a new chat gets an id beyond guessing, and every one another', async () => {
  const { socketUrl } = await start()
  const chats = await Promise.all([1, 2].map(async () => (await (await TestClient.join(socketUrl)).next('ready')).chat))
  expect(new Set(chats).size).toBe(2)
  for (const chat of chats) expect(Buffer.from(chat, 'base64url').byteLength).toBeGreaterThanOrEqual(16)
})

test('a chat is known after a restart', async () => {
  const first = await startWebchat()
  const { chat } = await (await TestClient.join(first.socketUrl)).next('ready')
  await first.close()
  const { socketUrl } = await start({ log: first.log })
  expect(await (await TestClient.join(socketUrl, { chat })).next('ready')).toMatchObject({ chat, lastEventId: 0 })
})

test('an unknown chat is refused, and the connection can be used for a new one', async () => {
  const { socketUrl } = await start()
  const client = await TestClient.join(socketUrl, { chat: 'never-seen', locale: 'ru' })
  expect(await client.next('error')).toMatchObject({ code: 'unknown_chat', text: expect.stringMatching(/[а-я]/) })
  client.send({ type: 'hello', chat: null, resumeFrom: null, locale: 'ru' })
  expect((await client.next('ready')).chat).not.toBe('never-seen')
})

test('whatever comes before hello is refused by name', async () => {
  const { socketUrl, inbox } = await start()
  const client = await TestClient.open(socketUrl)
  client.send({ type: 'send', clientId: 'a', text: 'hi' })
  client.send({ type: 'tap', noticeId: 'n', action: 'wait', token: 't' })
  expect(await client.next('error')).toMatchObject({ code: 'hello_first', clientId: 'a' })
  expect(await client.next('error')).toMatchObject({ code: 'hello_first', noticeId: 'n' })
  expect([...inbox.messages, ...inbox.taps]).toEqual([])
})

test('what is sent right behind hello, without waiting, is taken in order', async () => {
  const { socketUrl, inbox } = await start()
  const client = await TestClient.join(socketUrl)
  for (const clientId of ['a', 'b']) client.send({ type: 'send', clientId, text: clientId })
  await client.next('accepted', (frame) => frame.clientId === 'b')
  expect(inbox.messages.map(({ text }) => text)).toEqual(['a', 'b'])
  expect(client.frames[0]).toMatchObject({ type: 'ready' })
})

test('a second hello is a bad frame', async () => {
  const { socketUrl } = await start()
  const client = await TestClient.join(socketUrl)
  await client.next('ready')
  client.send({ type: 'hello', chat: null, resumeFrom: null, locale: 'en' })
  expect(await client.next('error')).toMatchObject({ code: 'bad_frame' })
})

test('a hello while the store is down is told so and can be repeated', async () => {
  const { socketUrl, log } = await start()
  log.down = true
  const client = await TestClient.join(socketUrl)
  expect(await client.next('error')).toMatchObject({ code: 'unavailable' })
  log.down = false
  client.send({ type: 'hello', chat: null, resumeFrom: null, locale: 'en' })
  expect(await client.next('ready')).toMatchObject({ lastEventId: 0 })
})

test('a socket that never says hello is closed', async () => {
  const { socketUrl, clock } = await start()
  const silent = await TestClient.open(socketUrl)
  const polite = await TestClient.join(socketUrl)
  await polite.next('ready')
  const closed = silent.closed()
  clock.advance(HELLO_DEADLINE_MS)
  expect(await closed).toBe(1008)
  await polite.settle()
})

test('more tabs of one chat than anybody has are asked to come later', async () => {
  const { socketUrl } = await start()
  const first = await TestClient.join(socketUrl)
  const { chat } = await first.next('ready')
  for (let tab = 1; tab < MAX_CONNECTIONS_PER_CHAT; tab++)
    await (await TestClient.join(socketUrl, { chat })).next('ready')
  const late = await TestClient.join(socketUrl, { chat })
  const closed = late.closed()
  expect(await late.next('error')).toMatchObject({ code: 'unavailable' })
  expect(await closed).toBe(1013)
  await first.settle()
})

test('before hello, errors are in the language of the browser', async () => {
  const { socketUrl } = await start()
  const client = await TestClient.open(socketUrl, { headers: { 'accept-language': 'zh-CN,zh;q=0.9' } })
  client.send('{')
  expect((await client.next('error')).text).toMatch(/[一-龥]/)
})

test('the core hears the language of a client that comes back with another one', async () => {
  const { socketUrl, inbox } = await start()
  const { chat } = await (await TestClient.join(socketUrl, { locale: 'en' })).next('ready')
  await (await TestClient.join(socketUrl, { chat, locale: 'zh-CN' })).next('ready')
  expect(inbox.spoken).toEqual(['en', 'zh-CN'])
})
