import { expect, onTestFinished, test } from 'vitest'
import { entryOf } from './event-id.ts'
import { logScope } from './event-log.ts'
import { chatRef, sampleNotice, sampleReply } from './testing/samples.ts'
import { TestClient } from './testing/test-client.ts'
import { startWebchat, type WebchatServer } from './testing/webchat-server.ts'

/** An answer as another process writes it. */
const elsewhere = { type: 'message', role: 'agent', messageId: 'a1', text: 'from elsewhere' }

async function start(earlier?: WebchatServer) {
  const server = await startWebchat(earlier && { log: earlier.log })
  onTestFinished(() => server.close())
  return server
}

async function join() {
  const server = await start()
  const client = await TestClient.join(server.socketUrl)
  const { chat } = await client.next('ready')
  const back = (resumeFrom: number | null, to = server) => TestClient.join(to.socketUrl, { chat, resumeFrom })
  return { server, client, chat, back }
}

test('who comes back gets what was missed, once, in order', async () => {
  const { server, client, chat, back } = await join()
  client.send({ type: 'send', clientId: 'a', text: 'hello' })
  const seen = await client.next('message')
  await client.leave()
  await server.webchat.notify(sampleNotice(chat, 'n1', 1))
  await server.webchat.send(sampleReply(chat, 'a1', 'hi'))
  const again = await back(seen.id)
  const { lastEventId } = await again.next('ready')
  const answer = await again.next('message')
  await again.settle()
  expect(again.frames.slice(1, -1)).toMatchObject([{ type: 'notice', noticeId: 'n1' }, { messageId: 'a1' }])
  expect(lastEventId).toBe(answer.id)
})

test('only the latest revision of what was missed is shown', async () => {
  const { server, client, chat, back } = await join()
  await client.leave()
  const ref = await server.webchat.notify(sampleNotice(chat, 'n1', 1))
  for (let revision = 2; revision <= 9; revision++) await server.webchat.edit?.(ref, sampleNotice(chat, 'n1', revision))
  const again = await back(0)
  await again.next('ready')
  expect(await again.next('notice')).toMatchObject({ revision: 9 })
  await again.settle()
  expect(again.all('notice')).toHaveLength(1)
})

test('without a point to resume from, everything retained is shown', async () => {
  const { server, chat, back } = await join()
  for (const n of [1, 2, 3]) await server.webchat.send(sampleReply(chat, `a${n}`, `answer ${n}`))
  const again = await back(null)
  await again.next('message', ({ messageId }) => messageId === 'a3')
  expect(again.all('message').map(({ text }) => text)).toEqual(['answer 1', 'answer 2', 'answer 3'])
  expect(again.all('reset')).toEqual([])
})

test('who has been away for longer than is retained gets a reset and a snapshot', async () => {
  const { server, client, chat, back } = await join()
  await server.webchat.send(sampleReply(chat, 'a0', 'the last that was seen'))
  const { id } = await client.next('message')
  await client.leave()
  for (let n = 1; n <= 50; n++) await server.webchat.send(sampleReply(chat, `a${n}`, `answer ${n}`))
  server.log.retain(logScope('default', chat), 40)
  const again = await back(id)
  await again.next('message', ({ messageId }) => messageId === 'a50')
  expect(again.frames.slice(0, 2).map(({ type }) => type)).toEqual(['ready', 'reset'])
  expect(again.all('message')).toHaveLength(40)
})

test('who has seen more than the store knows gets a reset', async () => {
  const { chat, client, server } = await join()
  await server.webchat.send(sampleReply(chat, 'a1', 'hi'))
  const { id } = await client.next('message')
  const again = await TestClient.join(server.socketUrl, { chat, resumeFrom: id * 3 })
  await again.next('reset')
  expect(await again.next('message')).toMatchObject({ messageId: 'a1', id })
})

test('ids go on increasing over a restart, also after events that are not kept', async () => {
  const { server, client, chat, back } = await join()
  await server.webchat.send(sampleReply(chat, 'a1', 'hi'))
  for (const on of [true, false, true]) await server.webchat.typing?.(chatRef(chat), on)
  const { id } = await client.next('typing', ({ id }) => id > (client.all('message')[0]?.id ?? 0) + 2)
  await server.close()
  const next = await start(server)
  const again = await back(id, next)
  await again.next('ready')
  await next.webchat.typing?.(chatRef(chat), false)
  const typing = await again.next('typing')
  await next.webchat.send(sampleReply(chat, 'a2', 'still here'))
  const answer = await again.next('message')
  expect(typing.id).toBeGreaterThan(id)
  expect(answer.id).toBeGreaterThan(typing.id)
  expect(again.all('reset')).toEqual([])
})

test('who comes back while the agent types is told so again, also by a process that was started meanwhile', async () => {
  const { server, client, chat, back } = await join()
  await server.webchat.send(sampleReply(chat, 'a1', 'hi'))
  await server.webchat.typing?.(chatRef(chat), true)
  const { id } = await client.next('typing')
  const again = await (await back(id)).next('typing')
  await server.close()
  const next = await start(server)
  await next.webchat.typing?.(chatRef(chat), true)
  const later = await (await back(again.id, next)).next('typing')
  expect([again.on, later.on]).toEqual([true, true])
  expect(again.id).toBeGreaterThan(id)
  expect(later.id).toBeGreaterThan(again.id)
})

test('a message that is accepted while an answer streams comes after what was streamed', async () => {
  const { server, client, chat } = await join()
  server.webchat.stream?.({ chat: chatRef(chat), messageId: 'a1', text: 'Let' })
  const partial = await client.next('message')
  // Its number is given by the store, inside the accepting transaction.
  client.send({ type: 'send', clientId: 'a', text: 'and?' })
  const message = await client.next('message')
  expect(message).toMatchObject({ role: 'user', text: 'and?' })
  expect(message.id).toBeGreaterThan(partial.id)
  expect(entryOf(message.id)).toBe(entryOf(partial.id) + 1)
})

test('two tabs of one chat both see everything', async () => {
  const { server, client, chat, back } = await join()
  const other = await back(null)
  await other.next('ready')
  client.send({ type: 'send', clientId: 'a', text: 'hello' })
  await client.next('accepted')
  await server.webchat.send(sampleReply(chat, 'a1', 'hi'))
  for (const tab of [client, other]) {
    await tab.next('message', ({ messageId }) => messageId === 'a1')
    expect(tab.all('message').map(({ text }) => text)).toEqual(['hello', 'hi'])
  }
  expect(other.all('accepted')).toEqual([])
})

test('a chat is told nothing of another chat', async () => {
  const { server, chat } = await join()
  const stranger = await TestClient.join(server.socketUrl)
  await stranger.next('ready')
  await server.webchat.notify(sampleNotice(chat, 'n1', 1))
  await server.webchat.typing?.(chatRef(chat), true)
  await stranger.settle()
  expect(stranger.frames.map(({ type }) => type)).toEqual(['ready', 'error'])
})

test('what another process wrote is shown at its hint', async () => {
  const { server, client, chat } = await join()
  await server.log.append({ scope: logScope('default', chat), subject: 'a1', body: elsewhere }, 0)
  server.log.hint()
  expect(await client.next('message')).toMatchObject({ text: 'from elsewhere' })
})

test('an event that could not be read is shown when the store is back', async () => {
  const { server, client, chat } = await join()
  await server.log.append({ scope: logScope('default', chat), subject: 'a1', body: elsewhere }, 0)
  server.log.down = true
  server.log.hint()
  await client.settle()
  expect(client.all('message')).toEqual([])
  server.log.down = false
  server.clock.advance(1000)
  expect(await client.next('message')).toMatchObject({ text: 'from elsewhere' })
})

test('what only another tab has seen so far is not lost, nor overtaken', async () => {
  const { server, client, chat, back } = await join()
  await server.log.append({ scope: logScope('default', chat), subject: 'a1', body: elsewhere }, 0)
  await (await back(null)).next('message')
  await server.webchat.typing?.(chatRef(chat), true)
  await client.next('typing')
  expect(client.frames.map(({ type }) => type)).toEqual(['ready', 'message', 'typing'])
})
