import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Clock } from '@holdline/bridge'
import { expect, onTestFinished, test } from 'vitest'
import { SettlingClock } from '../../../test/channels/settling-clock.ts'
import { DingtalkServer, type DingtalkServerOptions } from '../../../test/platforms/dingtalk/server.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { DingtalkApi, type StreamTicket } from './api.ts'
import { MAX_UNANSWERED_PINGS, OPEN_TIMEOUT_MS, PING_EVERY_MS } from './limits.ts'
import { StreamClient, type StreamFrame, type StreamOptions } from './stream-client.ts'
import { eventually } from './testing/scene.ts'

const ROBOT = '/v1.0/im/bot/messages/get'

async function scene(options: DingtalkServerOptions = {}) {
  const dingtalk = await DingtalkServer.start(options)
  const ann = dingtalk.person()
  const errors: unknown[] = []
  const clients: StreamClient[] = []
  onTestFinished(async () => {
    for (const client of clients) client.disconnect()
    await dingtalk.stop()
  })
  const { clientId, clientSecret } = dingtalk.app
  const ticket = (topics: readonly string[], signal?: AbortSignal, secret = clientSecret) =>
    new DingtalkApi({ clientId, clientSecret: secret, apiRoot: dingtalk.url, clock: systemClock }).openStream(
      topics,
      signal,
    )
  const client = (own: Partial<StreamOptions> = {}): StreamClient => {
    const onError = (error: unknown) => errors.push(error)
    const made = new StreamClient({ clientId, clientSecret, clock: systemClock, ticket, onError, ...own })
    clients.push(made)
    return made
  }
  return { dingtalk, errors, ticket, client, says: (text: string) => ann.says(dingtalk.directChat(ann), text) }
}

test('a handler that throws, at once or later, does not stop the next frame (defects 1 and 2)', async () => {
  const { client, dingtalk, errors, says } = await scene()
  const seen: StreamFrame[] = []
  await client()
    .listen(ROBOT, (frame) => {
      seen.push(frame)
      if (seen.length === 1) throw new Error('at once')
      return seen.length === 2 ? Promise.reject(new Error('later')) : undefined
    })
    .connect()
  dingtalk.connections()[0]?.send('no JSON')
  dingtalk.connections()[0]?.send('{"type":"CALLBACK","headers":{"topic":"error"},"data":"{}"}')
  for (const text of ['1', '2', '3']) says(text)
  await eventually(() => seen).toHaveLength(3)
  expect(errors.map(String)).toEqual([expect.stringMatching(/SyntaxError/), 'Error: at once', 'Error: later'])
})

test('connect rejects when the secret is wrong, and does not try again by itself (defects 3 and 4)', async () => {
  const { client, dingtalk, ticket } = await scene()
  const one = client({ ticket: (topics, signal) => ticket(topics, signal, 'wrong-secret-wrong-secret') })
  await expect(one.listen(ROBOT, () => {}).connect()).rejects.toMatchObject({ kind: 'unauthorized' })
  expect(dingtalk.calls).toHaveLength(1)
})

test('connect rejects once when the ticket is not taken', async () => {
  const { client, dingtalk } = await scene({ limits: { ticketMs: 0 } })
  const one = client().listen(ROBOT, () => {})
  await expect(one.connect()).rejects.toThrow(/refused with 401/)
  await expect(one.ended).resolves.toBe('closed')
  expect(dingtalk.calls).toHaveLength(1)
})

test('clients share no subscriptions, and connect once (defects 8 and 9)', async () => {
  const { client, dingtalk } = await scene()
  const [one, other] = [client().listen(ROBOT, () => {}), client().listen('/other', () => {})]
  await one.connect()
  await other.connect()
  const asked = dingtalk.calls.map(({ body }) => body.subscriptions)
  expect(asked).toEqual([[{ type: 'CALLBACK', topic: ROBOT }], [{ type: 'CALLBACK', topic: '/other' }]])
  await expect(one.connect()).rejects.toThrow(/once/)
  expect(dingtalk.connections()).toHaveLength(2)
})

test('nothing is handled after disconnect', async () => {
  const { client, dingtalk, says } = await scene()
  const seen: StreamFrame[] = []
  const one = client().listen(ROBOT, (frame) => void seen.push(frame))
  await one.connect()
  one.disconnect()
  says('too late')
  await expect(one.ended).resolves.toBe('stopped')
  await eventually(() => dingtalk.connections()).toEqual([])
  expect(one.acknowledge('x')).toBe(false)
  expect(seen).toEqual([])
})

test('frames are handled after the gateway has announced the end (defect 11), and pings are answered', async () => {
  const { client, dingtalk, says } = await scene({ limits: { disconnectMs: 60_000, pingMs: 20 } })
  const seen: StreamFrame[] = []
  let leaving = 0
  const one = client().listen(ROBOT, (frame) => {
    seen.push(frame)
    one.acknowledge(frame.messageId)
  })
  one.onLeave = () => {
    leaving += 1
  }
  await one.connect()
  dingtalk.connections()[0]?.disconnect()
  await eventually(() => leaving).toBe(1)
  const { push } = says('still here?')
  await eventually(() => push?.acks).toBe(1)
  expect(dingtalk.violations).toEqual([])
})

test('of an ended client no timer and no line is left (defect 5)', async () => {
  const { client, dingtalk } = await scene()
  const clock = new SettlingClock()
  const one = client({ clock }).listen(ROBOT, () => {})
  await one.connect()
  expect(clock.waiting, 'the next ping').toBe(1)
  one.disconnect()
  await eventually(() => dingtalk.connections()).toEqual([])
  await eventually(() => clock.waiting).toBe(0)
})

test('a line that does not answer its closing is cut (defect 5)', async () => {
  const { client, dingtalk } = await scene()
  const clock = new SettlingClock()
  const one = client({ clock }).listen(ROBOT, () => {})
  await one.connect()
  dingtalk.connections()[0]?.wedge()
  one.disconnect()
  await clock.advance(OPEN_TIMEOUT_MS)
  await eventually(() => clock.waiting).toBe(0)
})

test('a line on which nothing is answered is over after the second ping (defect 6)', async () => {
  const { client, dingtalk } = await scene()
  const clock = new SettlingClock()
  const one = client({ clock }).listen(ROBOT, () => {})
  await one.connect()
  dingtalk.connections()[0]?.wedge()
  await clock.advance((MAX_UNANSWERED_PINGS + 1) * PING_EVERY_MS)
  await expect(one.ended).resolves.toBe('silent')
  expect(clock.waiting).toBe(0)
  expect((MAX_UNANSWERED_PINGS + 1) * PING_EVERY_MS).toBeLessThanOrEqual(30_000)
})

test('a process that stood still does not take its line for a dead one', async () => {
  const { client, dingtalk, says } = await scene()
  const timers = new Set<() => void>()
  let now = 0
  const clock: Clock = {
    now: () => now,
    after(_delayMs, run) {
      timers.add(run)
      return () => timers.delete(run)
    },
  }
  const texts: string[] = []
  const one = client({ clock }).listen(ROBOT, ({ messageId, data }) => {
    texts.push(JSON.parse(data).text.content)
    one.acknowledge(messageId)
  })
  await one.connect()
  for (const round of [1, 2, 3, 4]) {
    now += 60_000
    const due = [...timers]
    timers.clear()
    for (const run of due) run()
    // When a message that was sent after the first one's confirmation is here, so is the answer to the ping before it.
    const { push } = says(`before ${round}`)
    await eventually(() => push?.acks).toBe(1)
    says(`after ${round}`)
    await eventually(() => texts).toContain(`after ${round}`)
  }
  expect(dingtalk.connections()).toHaveLength(1)
})

test('what is ended before its ticket has come opens no line, however late that is (defect 7)', async () => {
  const { client, dingtalk, ticket } = await scene()
  const late = Promise.withResolvers<StreamTicket>()
  const asked = Promise.withResolvers<AbortSignal>()
  const one = client({
    ticket: (_topics, signal) => {
      asked.resolve(signal)
      return late.promise
    },
  }).listen(ROBOT, () => {})
  const connecting = one.connect()
  one.disconnect()
  expect((await asked.promise).aborted).toBe(true)
  const unused = await ticket([ROBOT])
  late.resolve(unused)
  await expect(connecting).rejects.toMatchObject({ kind: 'stopped' })
  await expect(one.ended).resolves.toBe('stopped')
  // A ticket opens one line: it still does.
  const other = client({ ticket: async () => unused }).listen(ROBOT, () => {})
  await other.connect()
  expect(dingtalk.connections()).toHaveLength(1)
})

/** A server that takes connections, and never says a word. */
async function silentServer() {
  const lines: Socket[] = []
  const server = createServer((socket) => lines.push(socket.on('error', () => {}).resume()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const line of lines) line.destroy()
    server.close()
  })
  const address = server.address()
  return { lines, endpoint: `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/connect` }
}

test('a handshake that nobody answers is given up in time, and no line stays (defect 4)', async () => {
  const { client } = await scene()
  const { lines, endpoint } = await silentServer()
  const clock = new SettlingClock()
  const one = client({ clock, ticket: async () => ({ endpoint, ticket: 't' }) }).listen(ROBOT, () => {})
  const connecting = one.connect().catch((error: unknown) => error)
  await eventually(() => lines).toHaveLength(1)
  await clock.advance(OPEN_TIMEOUT_MS)
  expect(await connecting).toMatchObject({ kind: 'lost', message: 'stream: it did not open in time' })
  await expect(one.ended).resolves.toBe('closed')
  await eventually(() => lines[0]?.destroyed).toBe(true)
  expect(clock.waiting).toBe(0)
})

test('a handshake that is under way ends with its client (defect 7)', async () => {
  const { client } = await scene()
  const { lines, endpoint } = await silentServer()
  const one = client({ ticket: async () => ({ endpoint, ticket: 't' }) }).listen(ROBOT, () => {})
  const connecting = one.connect().catch((error: unknown) => error)
  await eventually(() => lines).toHaveLength(1)
  one.disconnect()
  expect(await connecting).toMatchObject({ kind: 'stopped' })
  await eventually(() => lines[0]?.destroyed).toBe(true)
})

test('a ticket that does not come is given up in time', async () => {
  const { client, dingtalk } = await scene()
  const clock = new SettlingClock()
  dingtalk.fail('connectionsOpen', { hang: true })
  const connecting = client({ clock })
    .listen(ROBOT, () => {})
    .connect()
    .catch((error: unknown) => error)
  await eventually(() => dingtalk.calls).toHaveLength(1)
  await clock.advance(OPEN_TIMEOUT_MS)
  expect(await connecting).toMatchObject({ kind: 'lost', message: 'stream: it did not open in time' })
})

test('a topic that is named too late to be subscribed to is refused (defect 10)', async () => {
  const { client } = await scene()
  const one = client().listen(ROBOT, () => {})
  await one.connect()
  expect(() => one.listen('/other', () => {})).toThrow(/before/)
})
