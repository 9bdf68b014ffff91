import { type ChatRef, channelMemory, commandWords } from '@holdline/bridge'
import { createFeishu } from '@holdline/feishu'
import { locales } from '@holdline/locales'
import { createMemoryEngine } from '@holdline/store-memory'
import { onTestFinished } from 'vitest'
import type { Fault } from '../platforms/feishu/fault.ts'
import { FeishuServer } from '../platforms/feishu/server.ts'
import { RecordingInbox } from './channel/recording-inbox.ts'
import { type ChannelFixture, runChannelContract, type Trouble } from './channel.ts'
import { FeishuPerson } from './feishu-person.ts'
import { realClock, TestLog } from './test-log.ts'

function troublesOf(server: FeishuServer): Trouble[] {
  const trouble = (name: string, effect: Trouble['effect'], fault: Fault): Trouble => ({
    name,
    effect,
    begin() {
      const handle = server.fail('message.create', { times: Number.POSITIVE_INFINITY, ...fault })
      return () => handle.clear()
    },
  })
  return [
    trouble('a limit with a time', 'retry', { code: 99991400, resetS: 1 }),
    trouble('the limit of the chat', 'retry', { code: 230020 }),
    trouble('the limit of the system', 'retry', { code: 11232 }),
    trouble('the bot is not in the group', 'blocked', { code: 230002 }),
    trouble('the content does not pass the audit', 'rejected', { code: 230028 }),
    trouble('a refusal', 'rejected', { code: 230001 }),
    trouble('a lost answer', 'unknown', { dropAfter: true }),
    trouble('a lost request', 'unknown', { dropBefore: true }),
    trouble('a broken server', 'unknown', { status: 500, body: '' }),
    trouble('a proxy in between', 'unknown', { status: 502, body: '<html>Bad Gateway</html>' }),
  ]
}

async function open(): Promise<ChannelFixture> {
  const server = await FeishuServer.start({ limits: { flood: false } })
  const { appId, appSecret } = server.bot
  const engine = createMemoryEngine()
  const channel = createFeishu({
    account: { name: 'default', appId, appSecret, domain: server.url },
    commands: commandWords(locales),
    texts: (locale, key) => `${key} in ${locale}`,
    memory: channelMemory(engine, 'typing:feishu:default'),
    threads: channelMemory(engine, 'threads:feishu:default'),
    clock: realClock,
    logger: new TestLog(),
  })
  const inbox = new RecordingInbox()
  const abort = new AbortController()
  onTestFinished(async () => {
    abort.abort()
    await server.stop()
  })
  await channel.start(inbox, abort.signal)
  const ann = server.user({ name: 'Ann', language: 'en_us' })
  const p2p = server.p2p(ann)
  const chat: ChatRef = { channel: 'feishu', account: 'default', kind: 'direct', chat: p2p.id }
  return {
    channel,
    inbox,
    stop: () => abort.abort(),
    chat,
    person: new FeishuPerson(server, ann, p2p),
    troubles: troublesOf(server),
  }
}

runChannelContract({
  open,
  lacks: {
    stream: 'an answer is sent when it is there; what is written meanwhile would use up the limit that a group shares',
    refusesInline: 'an event has no answer of its own; a refusal is a message in the chat',
  },
})
