import { expect, onTestFinished, test, vi } from 'vitest'
import {
  CLOSE_GRACE_MS,
  COMMAND_RATE,
  FRAME_RATE,
  HEARTBEAT_MS,
  HIGH_WATER_BYTES,
  MAX_FRAME_BYTES,
  MESSAGE_RATE,
  STREAM_EVERY_MS,
  TICK_MS,
} from './limits.ts'
import { PATIENCE } from './testing/patience.ts'
import { chatRef, sampleNotice, sampleReply } from './testing/samples.ts'
import { TestClient } from './testing/test-client.ts'
import { startWebchat } from './testing/webchat-server.ts'

vi.setConfig({ testTimeout: 2 * PATIENCE.timeout })

async function join() {
  const server = await startWebchat()
  onTestFinished(() => server.close())
  const client = await TestClient.join(server.socketUrl)
  const { chat } = await client.next('ready')
  const buffered = () => server.sockets[0]?.writableLength ?? 0
  return { ...server, client, chat, buffered }
}

// With these, more than the kernel buffers of both ends of a local connection take.
const ANSWERS = 600
const REVISIONS = 100
const big = (n: number) => `${n} ${'x'.repeat(20_000)}`

test('a reader that stops reading costs a bounded buffer and then gets the latest revision', async () => {
  const { client, chat, clock, webchat, buffered } = await join()
  client.socket.pause()
  for (let n = 1; n <= ANSWERS; n++) await webchat.send(sampleReply(chat, `a${n}`, big(n)))
  let most = buffered()
  for (let n = 1; n <= REVISIONS; n++) {
    webchat.stream?.({ chat: chatRef(chat), messageId: 'streamed', text: big(n) })
    await webchat.notify(sampleNotice(chat, 'n1', n))
    clock.advance(STREAM_EVERY_MS)
    most = Math.max(most, buffered())
  }
  client.socket.resume()
  await client.next('message', ({ text, state }) => state === 'partial' && text === big(REVISIONS))
  await client.next('notice', ({ revision }) => revision === REVISIONS)
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThanOrEqual(HIGH_WATER_BYTES + MAX_FRAME_BYTES)
  expect(client.all('notice')).toHaveLength(1)
  expect(client.all('message')).toHaveLength(ANSWERS + 1)
})

test('a reader that stops reading misses no message', async () => {
  const { client, chat, webchat, buffered } = await join()
  client.socket.pause()
  for (let n = 1; n <= ANSWERS; n++) await webchat.send(sampleReply(chat, `a${n}`, big(n)))
  expect(buffered()).toBeLessThanOrEqual(HIGH_WATER_BYTES + MAX_FRAME_BYTES)
  client.socket.resume()
  await client.next('message', ({ messageId }) => messageId === `a${ANSWERS}`)
  expect(client.all('message')).toHaveLength(ANSWERS)
  const ids = client.all('message').map(({ id }) => id)
  expect(ids).toEqual(ids.toSorted((a, b) => a - b))
})

test('a reader that takes nothing at all is closed', async () => {
  const { client, chat, clock, webchat, lines, sockets } = await join()
  client.socket.pause()
  for (let n = 1; n <= ANSWERS; n++) await webchat.send(sampleReply(chat, `a${n}`, big(n)))
  for (let beat = 0; beat < 3; beat++) clock.advance(HEARTBEAT_MS)
  expect(lines.map(({ message }) => message)).toContainEqual(expect.stringContaining('takes nothing'))
  await vi.waitUntil(() => sockets[0]?.destroyed, PATIENCE)
})

test('ten thousand messages at once are refused clearly, beyond what the rate allows', async () => {
  const { client, inbox, clock } = await join()
  const COUNT = 10_000
  for (let n = 0; n < COUNT; n++) client.send({ type: 'send', clientId: `c${n}`, text: 'hello' })
  const answered = () => client.all('accepted').length + client.all('error').length
  let seconds = 0
  await vi.waitUntil(() => {
    if (answered() === COUNT) return true
    // The socket is read as fast as frames are allowed, so time has to pass.
    clock.advance(1000)
    seconds += 1
    return false
  }, PATIENCE)
  expect(seconds).toBeGreaterThanOrEqual((COUNT - FRAME_RATE.burst) / FRAME_RATE.perSecond)
  expect(inbox.messages.length).toBeGreaterThanOrEqual(MESSAGE_RATE.burst)
  expect(inbox.messages.length).toBeLessThanOrEqual(MESSAGE_RATE.burst + seconds * MESSAGE_RATE.perSecond)
  expect(client.all('error')[0]).toMatchObject({
    code: 'rate_limited',
    retryAfterMs: 500,
    text: expect.stringContaining('1 s'),
  })
  expect(client.all('error')[0]?.clientId).toMatch(/^c\d+$/)
})

test('a chat has one rate, however many connections it is written from', async () => {
  const { inbox, socketUrl, chat } = await join()
  const tabs = await Promise.all([1, 2, 3].map(() => TestClient.join(socketUrl, { chat })))
  for (const [index, tab] of tabs.entries()) {
    await tab.next('ready')
    for (let n = 0; n < MESSAGE_RATE.burst; n++) tab.send({ type: 'send', clientId: `${index}-${n}`, text: 'hello' })
    await tab.settle()
  }
  expect(inbox.messages).toHaveLength(MESSAGE_RATE.burst)
})

test('the rate of a chat is not reset by a reconnect', async () => {
  const { inbox, client, socketUrl, chat } = await join()
  for (let n = 0; n < MESSAGE_RATE.burst; n++) client.send({ type: 'send', clientId: `a${n}`, text: 'hello' })
  await client.settle()
  await client.leave()
  const again = await TestClient.join(socketUrl, { chat })
  again.send({ type: 'send', clientId: 'b', text: 'hello' })
  expect(await again.next('error')).toMatchObject({ code: 'rate_limited', clientId: 'b' })
  expect(inbox.messages).toHaveLength(MESSAGE_RATE.burst)
})

test('while messages are refused, commands and taps still work', async () => {
  const { client, inbox } = await join()
  inbox.onMessage = async (inbound) =>
    inbound.text.startsWith('/') ? { type: 'control', messageId: 'c1' } : inbox.accept(inbound)
  for (let n = 0; n <= MESSAGE_RATE.burst; n++) client.send({ type: 'send', clientId: `c${n}`, text: 'hello' })
  client.send({ type: 'send', clientId: 'cancel', text: '/cancel' })
  client.send({ type: 'tap', noticeId: 'n1', action: 'cancel', token: 't' })
  await client.next('error', ({ code }) => code === 'rate_limited')
  await client.next('accepted', ({ clientId }) => clientId === 'cancel')
  await client.next('toast')
})

test('a flood of taps is read slowly, and every one is answered', async () => {
  const { client, clock, inbox } = await join()
  const COUNT = COMMAND_RATE.burst + 2 * COMMAND_RATE.perSecond
  for (let n = 0; n < COUNT; n++) client.send({ type: 'tap', noticeId: `n${n}`, action: 'wait', token: 't' })
  await vi.waitUntil(() => client.all('toast').length === COMMAND_RATE.burst, PATIENCE)
  expect(inbox.taps).toHaveLength(COMMAND_RATE.burst)
  await vi.waitUntil(() => {
    clock.advance(1000)
    return client.all('toast').length === COUNT
  }, PATIENCE)
  expect(client.all('error')).toEqual([])
})

test('a slow store is asked no more at once than it can answer', async () => {
  const { client, inbox } = await join()
  const answers: (() => void)[] = []
  inbox.onTap = ({ action }) =>
    new Promise((resolve) => {
      answers.push(() => resolve({ action, noticeId: '', result: 'done', text: 'ok' }))
    })
  const COUNT = 90
  for (let n = 0; n < COUNT; n++) client.send({ type: 'tap', noticeId: `n${n}`, action: 'wait', token: 't' })
  await vi.waitUntil(() => inbox.taps.length === 64, PATIENCE)
  while (client.all('toast').length < COUNT) {
    expect(answers.length).toBeLessThanOrEqual(64)
    for (const answer of answers.splice(0)) answer()
    await new Promise(setImmediate)
  }
})

test('a client whose flood is read slowly is not taken for a dead one', async () => {
  const { client, clock } = await join()
  clock.advance(HEARTBEAT_MS - TICK_MS)
  // More than one read of the socket holds, so that the pong to the coming ping stays unread for many heartbeats.
  const COUNT = COMMAND_RATE.burst + 90 * COMMAND_RATE.perSecond
  for (let n = 0; n < COUNT; n++) client.send({ type: 'tap', noticeId: `n${n}`, action: 'wait', token: 't' })
  await vi.waitUntil(() => {
    clock.advance(1000)
    return client.all('toast').length === COUNT
  }, PATIENCE)
  expect(client.socket.readyState).toBe(client.socket.OPEN)
})

test('a client that does not read its answers is not read either', async () => {
  const { client, chat, webchat, buffered } = await join()
  client.socket.pause()
  for (let n = 1; n <= ANSWERS; n++) await webchat.send(sampleReply(chat, `a${n}`, big(n)))
  const FRAMES = 1500
  const written = Array.from({ length: FRAMES }, () => Promise.withResolvers<void>())
  for (const { resolve } of written) client.socket.send('{', () => resolve())
  await Promise.all(written.map(({ promise }) => promise))
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
  expect(buffered()).toBeLessThanOrEqual(HIGH_WATER_BYTES + MAX_FRAME_BYTES)
  client.socket.resume()
  await vi.waitUntil(() => client.all('error').length === FRAMES, PATIENCE)
})

test('a flooding client is said goodbye to like any other', async () => {
  const { client, webchat } = await join()
  for (let n = 0; n < 10 * COMMAND_RATE.burst; n++)
    client.send({ type: 'tap', noticeId: `n${n}`, action: 'wait', token: 't' })
  await vi.waitUntil(() => client.all('toast').length === COMMAND_RATE.burst, PATIENCE)
  const closed = client.closed()
  const at = performance.now()
  await webchat.close()
  expect(performance.now() - at).toBeLessThan(CLOSE_GRACE_MS)
  expect(await closed).toBe(1001)
})
