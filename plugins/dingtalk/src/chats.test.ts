import type { Inbound } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { SettlingClock } from '../../../test/channels/settling-clock.ts'
import { Chats } from './chats.ts'
import { KEPT_QUESTIONS, REMEMBER_CHAT_MS } from './limits.ts'
import { TestMemory } from './testing/memory.ts'

const CHAT = { channel: 'dingtalk', account: 'default', kind: 'direct', chat: 'ann01' } as const

const HOUR_MS = 3_600_000

function scene() {
  const clock = new SettlingClock()
  const memory = new TestMemory()
  const life = () => new Chats(memory, clock)
  const heard = (chats: Chats, ref: string, isTap = false) => {
    const inbound: Inbound = {
      dedupeKey: ref,
      chat: CHAT,
      sender: { id: 'ann01' },
      text: `words of ${ref}`,
      attachments: [],
      address: { by: 'direct', fromBot: false, everyone: false },
      ref,
      receivedAt: clock.now(),
    }
    chats.learn(
      inbound,
      { conversationId: 'cid1', webhook: { url: `https://x/${ref}`, until: clock.now() + HOUR_MS } },
      isTap,
    )
  }
  return { clock, memory, life, heard }
}

test('an answer goes by the webhook of its question, else by the latest that works', async () => {
  const { clock, life, heard } = scene()
  const chats = life()
  heard(chats, 'm1')
  await clock.advance(HOUR_MS / 2)
  heard(chats, 'm2')
  expect(chats.webhook(CHAT, 'm1')?.url).toBe('https://x/m1')
  await clock.advance(HOUR_MS / 2)
  expect(chats.webhook(CHAT, 'm1')?.url).toBe('https://x/m2')
  chats.bury({ url: 'https://x/m2' })
  expect(chats.webhook(CHAT)).toBeUndefined()
})

test('what is known of the latest messages outlives a restart, and a chat of long ago is forgotten', async () => {
  const { clock, memory, life, heard } = scene()
  const chats = life()
  for (let number = 0; number <= KEPT_QUESTIONS; number += 1) heard(chats, `m${number}`)
  heard(chats, 'tap', true)
  await chats.keep(CHAT)
  const again = life()
  await again.load()
  expect(again.latest(CHAT)).toBe(`m${KEPT_QUESTIONS}`)
  expect(again.webhook(CHAT, 'm2')?.url).toBe('https://x/m2')
  expect(again.passedQuestion(CHAT, 'm2')).toBe('words of m2')
  expect(again.passedQuestion(CHAT, `m${KEPT_QUESTIONS}`)).toBeUndefined()
  expect(again.passedQuestion(CHAT, 'tap')).toBeUndefined()
  await clock.advance(REMEMBER_CHAT_MS + 1)
  const late = life()
  await late.load()
  expect(late.of(CHAT)).toBeUndefined()
  expect(memory.entries.size).toBe(0)
})

test('what has come since is newer than what is read', async () => {
  const { life, heard } = scene()
  const before = life()
  heard(before, 'm1')
  await before.keep(CHAT)
  const chats = life()
  heard(chats, 'm2')
  await chats.load()
  expect(chats.latest(CHAT)).toBe('m2')
})

test('a message that comes again does not make its chat go on', () => {
  const { life, heard } = scene()
  const chats = life()
  for (const ref of ['m1', 'm2', 'm1']) heard(chats, ref)
  expect(chats.latest(CHAT)).toBe('m2')
  expect(chats.passedQuestion(CHAT, 'm1')).toBe('words of m1')
})
