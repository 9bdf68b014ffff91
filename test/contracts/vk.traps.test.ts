import { type ChannelMemory, type ChatRef, commandWords, type Json, type Notice, type Reply } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { createVk } from '@holdline/vk'
import { expect, onTestFinished, test } from 'vitest'
import type { CommunityOptions } from '../platforms/vk/community.ts'
import { VkServer } from '../platforms/vk/server.ts'
import { RecordingInbox } from './channel/recording-inbox.ts'
import { realClock, TestLog } from './test-log.ts'

function memoryOf(kept: Map<string, Json>): ChannelMemory {
  return {
    all: async () => kept,
    set: async (key, value) => void kept.set(key, value),
    delete: async (key) => void kept.delete(key),
  }
}

async function open(community: CommunityOptions = {}) {
  const vk = await VkServer.start({ community })
  const kept = new Map<string, Json>()
  const inbox = new RecordingInbox()
  const log = new TestLog()
  const aborts: AbortController[] = []
  onTestFinished(async () => {
    for (const abort of aborts) abort.abort()
    await vk.stop()
  })
  const start = async () => {
    const channel = createVk({
      account: { name: 'default', groupToken: vk.community.token, apiRoot: vk.url },
      commands: commandWords(locales),
      texts: (locale, key) => `${key} in ${locale}`,
      memory: memoryOf(kept),
      clock: realClock,
      logger: log,
    })
    const abort = new AbortController()
    aborts.push(abort)
    await channel.start(inbox, abort.signal)
    return { channel, stop: () => abort.abort() }
  }
  const ann = vk.person({ firstName: 'Ann', language: 'en' })
  const direct = vk.directChat(ann)
  const chat: ChatRef = { channel: 'vk', account: 'default', kind: 'direct', chat: String(direct.peerId) }
  return { vk, inbox, log, ann, direct, chat, start }
}

function notice(chat: ChatRef, more: Partial<Notice> = {}): Notice {
  return {
    noticeId: 'n1',
    chat,
    revision: 1,
    kind: 'busy',
    state: 'live',
    text: 'I am busy',
    elapsedMs: 0,
    buttons: [{ action: 'cancel', label: 'Cancel', token: 'c.t..m', style: 'danger' }],
    locale: 'en',
    ...more,
  }
}

const reply = (chat: ChatRef, text: string): Reply => ({
  chat,
  messageId: text,
  part: 0,
  parts: 1,
  text,
  mention: [],
  idempotencyKey: text,
})

test('a community whose long poll speaks an old version is still understood', async () => {
  const events = ['message_new', 'message_event', 'message_edit']
  const s = await open({ longPoll: { events, apiVersion: '5.80' } })
  await s.start()
  s.ann.sends(s.direct, 'hello')
  await expect.poll(() => s.inbox.messages.map(({ text }) => text), { timeout: 20_000 }).toEqual(['hello'])
})

// Bot capabilities are off in a new community. The notice is refused for its keyboard alone.
test('without bot capabilities a notice still comes, without buttons', async () => {
  const s = await open({ botCapabilities: false })
  const { channel } = await s.start()
  await channel.notify(notice(s.chat))
  expect(s.direct.last?.text).toContain('I am busy')
})

test('an error among the answers to peer_ids is an error', async () => {
  const s = await open()
  const { channel } = await s.start()
  s.ann.denies(s.vk.community)
  await expect(channel.send(reply(s.chat, 'hi'))).rejects.toMatchObject({ effect: 'blocked' })
})

test('a key that expires in the middle of a burst loses nothing, also when the new one is refused at first', async () => {
  const s = await open()
  await s.start()
  s.vk.fail('groups.getLongPollServer', { code: 10, times: 2 })
  for (let i = 0; i < 30; i += 1) {
    s.ann.sends(s.direct, `m${i}`)
    if (i % 10 === 4) s.vk.community.longPoll.expireKeys()
  }
  const all = Array.from({ length: 30 }, (_, i) => `m${i}`)
  await expect.poll(() => s.inbox.messages.map(({ text }) => text), { timeout: 20_000 }).toEqual(all)
  expect(s.vk.violations).toEqual([])
})

test('a burst of sends keeps the rate limit, and a tap is answered in the middle of it', async () => {
  const s = await open()
  const { channel } = await s.start()
  await channel.notify(notice(s.chat))
  const message = s.direct.last ?? expect.unreachable()
  const sends = Array.from({ length: 60 }, (_, i) => channel.send(reply(s.chat, `a${i}`)))
  await s.ann.taps(s.direct, message, 'Cancel')
  await Promise.all(sends)
  const methods = s.vk.calls.map(({ method }) => method)
  const before = methods.slice(0, methods.indexOf('messages.sendMessageEventAnswer'))
  expect(before.filter((method) => method === 'messages.send').length).toBeLessThan(sends.length / 2)
  expect(s.vk.violations).toEqual([])
})

test('a hanging lookup of names holds up no message', async () => {
  const s = await open()
  await s.start()
  s.vk.fail('users.get', { hang: true, times: Number.POSITIVE_INFINITY })
  s.ann.sends(s.direct, 'hello')
  // A call is given up after 15 s.
  await expect.poll(() => s.inbox.messages.length, { timeout: 10_000 }).toBe(1)
})
