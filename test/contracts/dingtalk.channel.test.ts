import type { ChatRef, Clock, Engine } from '@holdline/bridge'
import { createDingtalk, stateOf } from '@holdline/dingtalk'
import { createMemoryEngine } from '@holdline/store-memory'
import { expect, onTestFinished } from 'vitest'
import type { Fault } from '../platforms/dingtalk/fault.ts'
import { DingtalkServer } from '../platforms/dingtalk/server.ts'
import { RecordingInbox } from './channel/recording-inbox.ts'
import { type ChannelFixture, type ChannelSubject, runChannelContract, type Trouble } from './channel.ts'
import { DingtalkPerson } from './dingtalk-person.ts'
import { TestLog } from './test-log.ts'

/** The channel keeps to DingTalk's limits, which are slow; its time runs faster here, and the server's limits are off. */
const SPEED = 20

const NO_LIMITS = {
  webhookPerMinute: Number.POSITIVE_INFINITY,
  cardsPerSecond: 10_000,
  robotPerSecond: 10_000,
  // The channel's clock runs ahead: what expires here is not what is tested.
  webhookMs: Number.MAX_SAFE_INTEGER / 2 - Date.now(),
  tokenMs: 1e12,
}

const fastClock: Clock = {
  now: () => Date.now() * SPEED,
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs / SPEED).unref()
    return () => clearTimeout(timer)
  },
}

const log = new TestLog()

/** A busy machine may take a hundred times as long as an idle one. */
const PATIENT = { timeout: 30_000, interval: 10 }

/** One life of a channel. */
async function live(server: DingtalkServer, engine: Engine) {
  const { clientId, clientSecret } = server.app
  const channel = createDingtalk({
    account: { name: 'default', clientId, clientSecret, apiRoot: server.url, oapiRoot: server.url },
    state: stateOf(engine, 'default'),
    texts: (locale, key) => `${key} in ${locale}`,
    locale: 'en',
    clock: fastClock,
    logger: log,
  })
  const inbox = new RecordingInbox()
  const abort = new AbortController()
  await channel.start(inbox, abort.signal)
  // The patience of a start is short in this fast time; and what comes before there is a connection is lost.
  await expect.poll(() => channel.health().state, PATIENT).toBe('ready')
  return { channel, inbox, stop: () => abort.abort() }
}

function troublesOf(server: DingtalkServer): Trouble[] {
  const trouble = (name: string, effect: Trouble['effect'], faults: Readonly<Record<string, Fault>>): Trouble => ({
    name,
    effect,
    begin() {
      const handles = Object.entries(faults).map(([endpoint, fault]) =>
        server.fail(endpoint, { times: Number.POSITIVE_INFINITY, ...fault }),
      )
      return () => {
        for (const handle of handles) handle.clear()
      }
    },
  })
  const qps = { status: 403, code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi' }
  return [
    trouble('a lost answer', 'unknown', { sendBySession: { dropAfter: true } }),
    trouble('a lost request', 'unknown', { sendBySession: { dropBefore: true } }),
    trouble('a broken server', 'unknown', { sendBySession: { status: 500 } }),
    trouble('a proxy in between', 'unknown', { sendBySession: { body: '<html>Bad Gateway</html>' } }),
    trouble('a refusal with status 200', 'rejected', { sendBySession: { errcode: 460101 } }),
    trouble('both ways are too busy', 'retry', { sendBySession: { errcode: 130101 }, batchSend: qps }),
  ]
}

/** A robot that somebody has talked to before: the ways to a chat come with its messages. */
const open: ChannelSubject['open'] = async (): Promise<ChannelFixture> => {
  const server = await DingtalkServer.start({ limits: NO_LIMITS })
  const engine = createMemoryEngine()
  const ann = server.person({ nick: 'Ann' })
  const directChat = server.directChat(ann)
  const before = await live(server, engine)
  const { push } = ann.says(directChat, 'yesterday')
  await expect.poll(() => push?.acks, PATIENT).toBe(1)
  before.stop()
  await server.connected(0)
  const { channel, inbox, stop } = await live(server, engine)
  onTestFinished(async () => {
    stop()
    await server.stop()
    expect(server.violations).toEqual([])
    expect(log.text).not.toContain(server.app.clientSecret)
  })
  const chat: ChatRef = { channel: 'dingtalk', account: 'default', kind: 'direct', chat: ann.id }
  const person = new DingtalkPerson(server, ann, directChat)
  return { channel, inbox, stop, chat, person, troubles: troublesOf(server) }
}

runChannelContract({
  open,
  lacks: {
    idempotentSend: 'neither webhooks nor the robot API take a key that a second call could be known by',
    refusesInline: 'a message has no answer of its own; a refusal is a message in the chat',
    retire: 'a card cannot be deleted, and messages by webhook cannot be recalled',
    stream: 'answers are Markdown messages, which cannot change',
  },
})
