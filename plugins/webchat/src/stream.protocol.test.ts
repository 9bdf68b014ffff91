import { expect, onTestFinished, test } from 'vitest'
import { userMessageWrite } from './encode.ts'
import { eventId } from './event-id.ts'
import { logScope } from './event-log.ts'
import { IDLE_CHAT_MS, MAX_STREAMS_PER_CHAT, STREAM_EVERY_MS } from './limits.ts'
import { chatRef, sampleReply } from './testing/samples.ts'
import { TestClient } from './testing/test-client.ts'
import { startWebchat } from './testing/webchat-server.ts'

async function join() {
  const server = await startWebchat()
  onTestFinished(() => server.close())
  const client = await TestClient.join(server.socketUrl)
  const { chat } = await client.next('ready')
  const stream = (text: string, messageId = 'a1') =>
    server.webchat.stream?.({ chat: chatRef(chat), messageId, text, replyTo: 'm1' })
  return { ...server, client, chat, stream }
}

test('the first words are shown at once, later ones ten times a second, the latest wins', async () => {
  const { client, clock, stream } = await join()
  stream('a')
  expect(await client.next('message')).toMatchObject({ text: 'a', state: 'partial', messageId: 'a1', replyTo: 'm1' })
  for (const text of ['ab', 'abc']) stream(text)
  clock.advance(STREAM_EVERY_MS)
  expect(await client.next('message')).toMatchObject({ text: 'abc' })
  await client.settle()
  expect(client.all('message')).toHaveLength(2)
})

test('the first words come after the question, which the core writes into the log by itself', async () => {
  const { client, chat, log, stream } = await join()
  const entry = await log.append(userMessageWrite(logScope('default', chat), 'm1', 'hello'), 0)
  stream('a')
  expect(await client.next('message')).toMatchObject({ messageId: 'm1', id: eventId(entry) })
  expect(await client.next('message')).toMatchObject({ messageId: 'a1', id: eventId(entry, 1) })
})

test('after a pause the next words are shown at once again', async () => {
  const { client, clock, stream } = await join()
  stream('a')
  await client.next('message')
  clock.advance(STREAM_EVERY_MS)
  stream('ab')
  expect(await client.next('message')).toMatchObject({ text: 'ab' })
})

test('the final answer ends the stream: nothing partial comes after it', async () => {
  const { client, clock, chat, webchat, stream } = await join()
  stream('a')
  const partial = await client.next('message')
  stream('ab')
  const sent = webchat.send(sampleReply(chat, 'a1', 'abc'))
  stream('ab and late')
  await sent
  clock.advance(10 * STREAM_EVERY_MS)
  const final = await client.next('message')
  await client.settle()
  expect(final).toMatchObject({ messageId: 'a1', text: 'abc', state: 'final' })
  expect(final.revision).toBeGreaterThan(partial.revision)
  expect(client.all('message')).toHaveLength(2)
})

test('who comes in the middle sees what has been written so far, and that the agent types', async () => {
  const { clock, chat, webchat, stream, socketUrl } = await join()
  await webchat.typing?.(chatRef(chat), true)
  stream('a')
  stream('ab')
  clock.advance(STREAM_EVERY_MS)
  const late = await TestClient.join(socketUrl, { chat })
  await late.next('ready')
  expect(await late.next('typing')).toMatchObject({ on: true })
  expect(await late.next('message')).toMatchObject({ text: 'ab', state: 'partial' })
})

test('a streamed answer is not kept', async () => {
  const { chat, log, stream } = await join()
  stream('a')
  expect(log.entries(`webchat:default:${chat}`)).toEqual([])
})

test('answers that stream side by side do not slow each other down, nor pile up', async () => {
  const { client, chat, clock, socketUrl, stream } = await join()
  for (let n = 0; n < MAX_STREAMS_PER_CHAT + 3; n++) stream('words', `a${n}`)
  clock.advance(STREAM_EVERY_MS)
  await client.next('message', ({ messageId }) => messageId === `a${MAX_STREAMS_PER_CHAT + 2}`)
  const late = await TestClient.join(socketUrl, { chat })
  await late.next('ready')
  await late.settle()
  expect(late.all('message')).toHaveLength(MAX_STREAMS_PER_CHAT)
})

test('who comes after the final answer sees only that', async () => {
  const { chat, webchat, stream, socketUrl } = await join()
  stream('a')
  await webchat.send(sampleReply(chat, 'a1', 'abc'))
  const late = await TestClient.join(socketUrl, { chat })
  await late.next('message')
  await late.settle()
  expect(late.all('message').map(({ state }) => state)).toEqual(['final'])
})

test('typing that was never ended is not shown to who comes much later', async () => {
  const { client, clock, chat, webchat, socketUrl } = await join()
  await webchat.typing?.(chatRef(chat), true)
  await client.leave()
  clock.advance(10 * IDLE_CHAT_MS)
  const late = await TestClient.join(socketUrl, { chat })
  await late.next('ready')
  await late.settle()
  expect(late.all('typing')).toEqual([])
})
