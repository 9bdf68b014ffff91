import { SessionBusyError, StoreUnavailableError } from '@holdline/bridge'
import { expect, onTestFinished, test } from 'vitest'
import { MAX_FRAME_BYTES, MAX_TEXT_BYTES } from './limits.ts'
import { TestClient } from './testing/test-client.ts'
import { startWebchat } from './testing/webchat-server.ts'

async function join() {
  const server = await startWebchat()
  onTestFinished(() => server.close())
  const client = await TestClient.join(server.socketUrl, { locale: 'ru-RU' })
  const { chat } = await client.next('ready')
  const say = (text: string, clientId = text) => client.send({ type: 'send', clientId, text })
  return { ...server, client, chat, say }
}

const busy = (why: 'full' | 'draining') =>
  new SessionBusyError({
    session: 's',
    reason: 'tool_running',
    since: 0,
    turnId: 't',
    disposition: { type: 'refused', why },
    holder: 'this node',
    retryAfterMs: 700,
  })

test('a message reaches the core as a direct one, in the language of the client', async () => {
  const { client, chat, inbox, clock, say } = await join()
  say('hello', 'a')
  await client.next('accepted')
  expect(inbox.messages[0]).toMatchObject({
    dedupeKey: `${chat}:a`,
    chat: { channel: 'webchat', account: 'default', kind: 'direct', chat },
    sender: { id: chat, locale: 'ru-RU' },
    text: 'hello',
    address: { by: 'direct' },
    ref: '',
    receivedAt: clock.now(),
  })
})

test('the sender hears of its acceptance before it sees the message', async () => {
  const { client, webchat, inbox, chat, say } = await join()
  inbox.onMessage = async (inbound) => {
    const receipt = await inbox.accept(inbound)
    // Something else wakes the connection while the answer is on its way.
    await webchat.typing?.(inbound.chat, true)
    await new Promise(setImmediate)
    return receipt
  }
  say('hello')
  const { messageId } = await client.next('accepted')
  expect(await client.next('message')).toMatchObject({ messageId, role: 'user', text: 'hello', revision: 1 })
  expect(client.frames.map(({ type }) => type).indexOf('accepted')).toBe(1)
  expect(chat).toBe(inbox.messages[0]?.chat.chat)
})

test('nothing is accepted before the core has made it durable', async () => {
  const { client, inbox, say } = await join()
  const durable = Promise.withResolvers<void>()
  inbox.onMessage = async (inbound) => {
    await durable.promise
    return inbox.accept(inbound)
  }
  say('hello')
  await client.settle()
  expect(client.all('accepted')).toEqual([])
  durable.resolve()
  await client.next('accepted')
})

test('the same client id again gets the same answer and shows nothing new', async () => {
  const { client, say } = await join()
  say('hello', 'a')
  const { messageId } = await client.next('accepted')
  await client.next('message')
  say('hello', 'a')
  expect(await client.next('accepted')).toEqual({ type: 'accepted', clientId: 'a', messageId })
  await client.settle()
  expect(client.all('message')).toHaveLength(1)
})

test('a control command is accepted, answered by a toast, and is no message', async () => {
  const { client, inbox, say } = await join()
  const answer = { action: 'cancel', noticeId: '', result: 'finished', text: 'nothing runs' } as const
  inbox.onMessage = async () => ({ type: 'control', messageId: 'c1', answer })
  say('/cancel', 'a')
  expect(await client.next('accepted')).toEqual({ type: 'accepted', clientId: 'a', messageId: 'c1' })
  expect(await client.next('toast')).toEqual({ type: 'toast', ...answer })
  expect(client.all('message')).toEqual([])
})

test('what is left of a message after a command is what the chat shows', async () => {
  const { client, log, inbox, say } = await join()
  inbox.onMessage = async (inbound) => {
    for (const write of inbound.log?.('m1', 'the rest') ?? []) await log.append(write, 0)
    return { type: 'accepted', messageId: 'm1', duplicate: false }
  }
  say('/new the rest')
  expect(await client.next('message')).toMatchObject({ text: 'the rest' })
})

test.for([
  ['full', 'queue_full'],
  ['draining', 'unavailable'],
] as const)('a message refused because the session is %s gets %s', async ([why, code]) => {
  const { client, inbox, say } = await join()
  inbox.onMessage = async () => ({ type: 'refused', busy: busy(why), text: 'not now' })
  say('hello', 'a')
  expect(await client.next('error')).toEqual({
    type: 'error',
    code,
    clientId: 'a',
    text: 'not now',
    retryAfterMs: 700,
  })
})

test('a message that could not be kept is told so, in the language of the client', async () => {
  const { client, inbox, say } = await join()
  inbox.onMessage = async () => {
    throw new StoreUnavailableError('disk full')
  }
  say('hello', 'a')
  const error = await client.next('error')
  expect(error).toMatchObject({ code: 'unavailable', clientId: 'a', text: expect.stringMatching(/[а-я]/) })
  expect(error.text).not.toContain('disk')
})

test('a defect of the core is told as well, and logged', async () => {
  const { client, inbox, lines, say } = await join()
  inbox.onMessage = () => {
    throw new TypeError('x is not a function')
  }
  say('hello', 'a')
  expect(await client.next('error')).toMatchObject({ code: 'unavailable', clientId: 'a' })
  expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1)
})

test.for(['{', '[]', '{"type":"send"}', '{"type":"shout","clientId":"a"}'])(
  'after the bad frame %j the connection is as good as before',
  async (frame) => {
    const { client, say } = await join()
    client.send(frame)
    expect(await client.next('error')).toMatchObject({ code: 'bad_frame', text: expect.stringMatching(/[а-я]/) })
    say('hello')
    await client.next('accepted')
  },
)

test('a binary frame is a bad frame', async () => {
  const { client } = await join()
  client.socket.send(Buffer.from('{"type":"send","clientId":"a","text":"hi"}'))
  expect(await client.next('error')).toMatchObject({ code: 'bad_frame' })
})

test('the longest text comes back whole, in a frame of the same limit', async () => {
  const { client, say } = await join()
  const text = 'x'.repeat(MAX_TEXT_BYTES - 2)
  say(text, 'a')
  const event = await client.next('message')
  expect(event.text).toBe(text)
  expect(JSON.stringify(event).length).toBeLessThanOrEqual(MAX_FRAME_BYTES)
})

test('a longer text is refused by name, and nothing reaches the core', async () => {
  const { client, inbox, say } = await join()
  say('x'.repeat(MAX_TEXT_BYTES - 1), 'a')
  expect(await client.next('error')).toMatchObject({ code: 'too_large', clientId: 'a' })
  expect(inbox.messages).toEqual([])
})

test('a frame over 64 KiB closes the socket, and only that one', async () => {
  const { client, socketUrl, chat } = await join()
  const other = await TestClient.join(socketUrl, { chat })
  const closed = client.closed()
  client.send('x'.repeat(MAX_FRAME_BYTES + 1))
  expect(await closed).toBe(1009)
  await other.settle()
})
