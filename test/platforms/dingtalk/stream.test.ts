import { DWClient, type DWClientDownStream } from 'dingtalk-stream'
import { expect, onTestFinished, test } from 'vitest'
import { isJsonObject } from '../kit/json.ts'
import { ManualClock } from '../kit/manual-clock.ts'
import { DingtalkServer, type DingtalkServerOptions } from './server.ts'

const ROBOT = '/v1.0/im/bot/messages/get'

/** A platform, and the SDK as it is: only its addresses are ours, which it does not let one choose. */
async function scene(options: DingtalkServerOptions = {}) {
  const clock = new ManualClock()
  const dingtalk = await DingtalkServer.start({ clock, ...options })
  const { clientId, clientSecret } = dingtalk.app
  const clients: DWClient[] = []
  onTestFinished(async () => {
    for (const client of clients) client.disconnect()
    await dingtalk.stop()
  })
  const open = async () => {
    const { endpoint = '', ticket = '' } = await post(`${dingtalk.url}/v1.0/gateway/connections/open`, {
      clientId,
      clientSecret,
      subscriptions: [{ type: 'CALLBACK', topic: ROBOT }],
    })
    return `${endpoint}?ticket=${encodeURIComponent(ticket)}`
  }
  const connect = async (address = open()) => {
    const options = { clientId, clientSecret, keepAlive: false, autoReconnect: false, subscriptions: [] }
    const client = new DWClient(options)
    clients.push(client)
    const url = await address
    client.getEndpoint = async () => {
      Reflect.set(client, 'dw_url', url)
      return client
    }
    const frames: DWClientDownStream[] = []
    client.registerCallbackListener(ROBOT, (frame) => frames.push(frame))
    await client.connect()
    return { client, frames }
  }
  const ann = dingtalk.person({ nick: 'Ann' })
  return { dingtalk, clock, ann, chat: dingtalk.directChat(ann), open, connect }
}

async function post(url: string, body: object): Promise<Readonly<Record<string, string>>> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  const answer: unknown = await response.json()
  return Object.fromEntries(
    Object.entries(isJsonObject(answer) ? answer : {}).map(([key, value]) => [key, String(value)]),
  )
}

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 5000, interval: 5 })

test('a message comes as a frame whose data is the robot’s payload, and is acknowledged by its frame id', async () => {
  const { ann, chat, connect, dingtalk } = await scene()
  const { client, frames } = await connect()
  const { message, push } = ann.says(chat, 'hello')
  await eventually(() => frames).toHaveLength(1)
  const [frame] = frames
  expect(frame).toMatchObject({ type: 'CALLBACK', headers: { topic: ROBOT } })
  expect(JSON.parse(frame?.data ?? '')).toMatchObject({
    conversationType: '1',
    msgId: message.id,
    msgtype: 'text',
    text: { content: 'hello' },
    senderStaffId: ann.id,
    sessionWebhook: expect.stringMatching(/\/robot\/sendBySession\?session=/),
  })
  client.socketCallBackResponse(frame?.headers.messageId ?? '', null)
  await eventually(() => push?.acks).toBe(1)
  expect(dingtalk.violations).toEqual([])
})

test('what is not acknowledged comes again after a minute, under another frame id', async () => {
  const { ann, chat, clock, connect } = await scene()
  const { frames } = await connect()
  ann.says(chat, 'hello')
  await eventually(() => frames).toHaveLength(1)
  clock.advance(60_000)
  await eventually(() => frames).toHaveLength(2)
  const [first, second] = frames
  expect(second?.headers.messageId).not.toBe(first?.headers.messageId)
  expect(second?.data).toBe(first?.data)
})

test('with several connections each message goes to one of them, by chance', async () => {
  let number = 0
  const { ann, chat, connect } = await scene({ random: () => (number++ % 4) / 4 })
  const [one, other] = [await connect(), await connect()]
  for (let index = 0; index < 20; index += 1) ann.says(chat, String(index))
  await eventually(() => one.frames.length + other.frames.length).toBe(20)
  expect(one.frames.length).toBeGreaterThan(0)
  expect(other.frames.length).toBeGreaterThan(0)
})

test('what nobody is connected for is lost', async () => {
  const { ann, chat, connect } = await scene()
  const { push } = ann.says(chat, 'too early')
  const { frames } = await connect()
  ann.says(chat, 'in time')
  await eventually(() => frames).toHaveLength(1)
  expect(push?.deliveries).toEqual([])
})

test('a ticket opens one connection, for 90 s', async () => {
  const { clock, open, connect, dingtalk } = await scene()
  const used = await open()
  await connect(Promise.resolve(used))
  await connect(Promise.resolve(used))
  expect(dingtalk.connections()).toHaveLength(1)
  const late = await open()
  clock.advance(90_001)
  await connect(Promise.resolve(late))
  expect(dingtalk.connections()).toHaveLength(1)
})

test('a ticket that was put into an address as it is, opens nothing, and is the bot’s mistake', async () => {
  const { open, connect, dingtalk } = await scene()
  const address = decodeURIComponent(await open())
  await connect(Promise.resolve(address))
  expect(dingtalk.connections()).toEqual([])
  expect(dingtalk.violations).toMatchObject([{ rule: 'ticket.encoded' }])
})

test('the gateway announces the end of a connection, and ends it later', async () => {
  const { ann, chat, clock, connect, dingtalk } = await scene()
  const { client, frames } = await connect()
  dingtalk.connections()[0]?.disconnect()
  await eventually(() => client.connected).toBe(false)
  ann.says(chat, 'still here')
  await eventually(() => frames).toHaveLength(1)
  clock.advance(10_000)
  await eventually(() => dingtalk.connections()).toEqual([])
})

test('pings are answered with the same data, or a rule is broken', async () => {
  const { ann, chat, clock, connect, dingtalk } = await scene()
  const { client, frames } = await connect()
  // What the platform has to say to a client comes in order, and so do its answers: this one's after that to the ping.
  const settle = async () => {
    const { push } = ann.says(chat, 'are you there?')
    const seen = frames.length
    await eventually(() => frames.length).toBe(seen + 1)
    client.socketCallBackResponse(frames.at(-1)?.headers.messageId ?? '', null)
    await eventually(() => push?.acks).toBe(1)
  }
  clock.advance(10_000)
  await settle()
  clock.advance(5000)
  expect(dingtalk.violations).toEqual([])
  client.onSystem = () => {}
  clock.advance(5000)
  await settle()
  clock.advance(5000)
  expect(dingtalk.violations.map(({ rule }) => rule)).toEqual(['ping.answered'])
})

test('a group’s message reaches the robot only when it is named', async () => {
  const { ann, connect, dingtalk } = await scene()
  const { frames } = await connect()
  const group = dingtalk.group([ann])
  ann.says(group, 'among us', { unaddressed: true })
  ann.says(group, 'to you')
  await eventually(() => frames).toHaveLength(1)
  expect(JSON.parse(frames[0]?.data ?? '')).toMatchObject({
    conversationType: '2',
    isInAtList: true,
    text: { content: ' to you' },
  })
  expect(group.messages.map(({ text }) => text)).toEqual(['among us', '@Holdline to you'])
})
