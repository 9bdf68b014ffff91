import { type ChannelMemory, type ChatRef, type Clock, commandWords, type Json } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { createVk } from '@holdline/vk'
import { onTestFinished } from 'vitest'
import type { Fault } from '../platforms/vk/fault.ts'
import { VkServer } from '../platforms/vk/server.ts'
import { RecordingInbox } from './channel/recording-inbox.ts'
import { type ChannelFixture, runChannelContract, type Trouble } from './channel.ts'
import { TestLog } from './test-log.ts'
import { VkPerson } from './vk-person.ts'

/** Typing ends by itself, after 10 s on the platform. */
const TYPING_MS = 500

const clock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs).unref()
    return () => clearTimeout(timer)
  },
}

/** What the channel keeps over restarts. */
function memoryOf(kept: Map<string, Json>): ChannelMemory {
  return {
    all: async () => kept,
    set: async (key, value) => void kept.set(key, value),
    delete: async (key) => void kept.delete(key),
  }
}

function troublesOf(server: VkServer): Trouble[] {
  const trouble = (name: string, effect: Trouble['effect'], fault: Fault): Trouble => ({
    name,
    effect,
    begin() {
      const handle = server.fail('messages.send', { times: Number.POSITIVE_INFINITY, ...fault })
      return () => handle.clear()
    },
  })
  return [
    trouble('the person does not want messages', 'blocked', { code: 901 }),
    trouble('the chat is closed for writing', 'blocked', { code: 983 }),
    trouble('an invalid keyboard', 'rejected', { code: 911 }),
    trouble('a text that is too long', 'rejected', { code: 914 }),
    trouble('a revoked token', 'retry', { code: 5 }),
    trouble('troubles of VK itself', 'unknown', { code: 10 }),
    trouble('a lost answer', 'unknown', { dropAfter: true }),
    trouble('a lost request', 'unknown', { dropBefore: true }),
    trouble('a proxy in between', 'unknown', { status: 502, body: '<html>Bad Gateway</html>' }),
  ]
}

async function open(): Promise<ChannelFixture> {
  const server = await VkServer.start({ limits: { flood: false, typingMs: TYPING_MS } })
  const channel = createVk({
    account: { name: 'default', groupToken: server.community.token, apiRoot: server.url },
    commands: commandWords(locales),
    texts: (locale, key) => `${key} in ${locale}`,
    memory: memoryOf(new Map()),
    clock,
    logger: new TestLog(),
  })
  const inbox = new RecordingInbox()
  const abort = new AbortController()
  onTestFinished(async () => {
    abort.abort()
    await server.stop()
  })
  await channel.start(inbox, abort.signal)
  const ann = server.person({ firstName: 'Ann', language: 'en' })
  const direct = server.directChat(ann)
  const chat: ChatRef = { channel: 'vk', account: 'default', kind: 'direct', chat: String(direct.peerId) }
  return {
    channel,
    inbox,
    stop: () => abort.abort(),
    chat,
    person: new VkPerson(server, ann, direct),
    troubles: troublesOf(server),
  }
}

runChannelContract({
  open,
  lacks: {
    stream: 'an answer that grows would be an edit a second, each of which counts against the limit of all calls',
    refusesInline: 'an event has no answer of its own; a refusal is a message in the chat',
  },
})
