import { expect, onTestFinished, test } from 'vitest'
import { DingtalkServer, type DingtalkServerOptions } from '../../../test/platforms/dingtalk/server.ts'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { DingtalkApi } from './api.ts'
import { StreamClient, type StreamFrame } from './stream-client.ts'
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
  const client = (secret = dingtalk.app.clientSecret): StreamClient => {
    const { clientId } = dingtalk.app
    const api = new DingtalkApi({ clientId, clientSecret: secret, apiRoot: dingtalk.url, clock: systemClock })
    const made = new StreamClient({
      clientId,
      clientSecret: secret,
      clock: systemClock,
      ticket: (topics, signal) => api.openStream(topics, signal),
      onError: (error) => errors.push(error),
    })
    clients.push(made)
    return made
  }
  return { dingtalk, errors, client, says: (text: string) => ann.says(dingtalk.directChat(ann), text) }
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
  const { client, dingtalk } = await scene()
  await expect(
    client('wrong-secret-wrong-secret')
      .listen(ROBOT, () => {})
      .connect(),
  ).rejects.toMatchObject({
    kind: 'unauthorized',
  })
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

test('nothing is handled after disconnect, and nothing is left open (defects 5 and 7)', async () => {
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
