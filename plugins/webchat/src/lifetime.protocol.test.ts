import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { HEARTBEAT_MS, TICK_MS } from './limits.ts'
import { PATIENCE } from './testing/patience.ts'
import { sampleReply } from './testing/samples.ts'
import { TestClient } from './testing/test-client.ts'
import { startWebchat } from './testing/webchat-server.ts'

vi.setConfig({ testTimeout: 2 * PATIENCE.timeout })

async function join() {
  const server = await startWebchat()
  onTestFinished(() => server.close())
  const client = await TestClient.join(server.socketUrl)
  const { chat } = await client.next('ready')
  return { ...server, client, chat }
}

const connections = (server: { webchat: { health(): { detail?: string } } }) => server.webchat.health().detail

test('a client that answers pings stays', async () => {
  const { client, clock } = await join()
  for (let beat = 0; beat < 4; beat++) {
    const pinged = once(client.socket, 'ping')
    clock.advance(HEARTBEAT_MS)
    await pinged
    // The pong is read before the frame behind it.
    await client.settle()
  }
})

test('a half-open socket is removed after two heartbeats', async () => {
  const { client, clock, webchat } = await join()
  client.socket.pause()
  clock.advance(HEARTBEAT_MS)
  expect(connections({ webchat })).toBe('1 connections')
  clock.advance(HEARTBEAT_MS)
  await vi.waitUntil(() => connections({ webchat }) === '0 connections', PATIENCE)
})

test('heartbeats are spread over time, by one timer', async () => {
  const { socketUrl, clock } = await join()
  const pings: number[] = []
  for (let n = 0; n < 5; n++) {
    clock.advance(TICK_MS)
    const client = await TestClient.join(socketUrl)
    await client.next('ready')
    client.socket.on('ping', () => pings.push(n))
  }
  for (let n = 0; n < 5; n++) {
    clock.advance(n === 0 ? HEARTBEAT_MS - 4 * TICK_MS : TICK_MS)
    await vi.waitUntil(() => pings.length === n + 1, PATIENCE)
  }
  expect(pings).toEqual([0, 1, 2, 3, 4])
})

test('when receiving stops, nothing reaches the core, and events still reach the client', async () => {
  const { client, chat, webchat, inbox, stop, socketUrl } = await join()
  stop()
  client.send({ type: 'send', clientId: 'a', text: 'hello' })
  client.send({ type: 'tap', noticeId: 'n1', action: 'wait', token: 't' })
  expect(await client.next('error')).toMatchObject({ code: 'unavailable', clientId: 'a' })
  expect(await client.next('error')).toMatchObject({ code: 'unavailable', noticeId: 'n1' })
  await webchat.send(sampleReply(chat, 'a1', 'the last answer'))
  await client.next('message')
  const again = await TestClient.join(socketUrl, { chat })
  await again.next('message')
  expect([...inbox.messages, ...inbox.taps]).toEqual([])
})

test('at the end, clients are told that the server goes away', async () => {
  const { client, webchat } = await join()
  const closed = client.closed()
  await webchat.close()
  expect(await closed).toBe(1001)
})

test('a client that does not answer the goodbye is cut off after the grace', async () => {
  const { client, webchat, clock } = await join()
  client.socket.pause()
  const closed = webchat.close()
  clock.advance(HEARTBEAT_MS)
  await closed
  expect(connections({ webchat })).toBe('0 connections')
})

test('after the end nobody is let in', async () => {
  const { webchat, socketUrl } = await join()
  await webchat.close()
  const { socket } = new TestClient(socketUrl)
  const [, response] = await once(socket, 'unexpected-response')
  expect(response.statusCode).toBe(503)
})

test('the health tells how many are connected', async () => {
  const { webchat, stop } = await join()
  expect(webchat.health()).toEqual({ state: 'ready', detail: '1 connections' })
  stop()
  expect(webchat.health().state).toBe('stopped')
})
