import { expect, test } from 'vitest'
import { ANN, DIRECT, GROUP } from '../gate/lab.ts'
import type { Address, Inbound } from '../words/inbound.ts'
import { DEFAULT_ACCESS, ignoreReason } from './access.ts'

function message(chat: Inbound['chat'], address: Partial<Address> = {}): Inbound {
  return {
    dedupeKey: 'k',
    chat,
    sender: ANN,
    text: 'hi',
    attachments: [],
    ref: 'r',
    receivedAt: 0,
    address: { by: 'none', fromBot: false, everyone: false, ...address },
  }
}

test('direct chats need no address', () => {
  expect(ignoreReason(message(DIRECT), DEFAULT_ACCESS)).toBeNull()
})

test('in a group the bot has to be addressed, unless configured otherwise', () => {
  expect(ignoreReason(message(GROUP), DEFAULT_ACCESS)).toBe('not_addressed')
  for (const by of ['mention', 'reply', 'command'] as const)
    expect(ignoreReason(message(GROUP, { by }), DEFAULT_ACCESS)).toBeNull()
  expect(ignoreReason(message(GROUP), { ...DEFAULT_ACCESS, requireMention: false })).toBeNull()
})

test('@all does not address the bot', () => {
  expect(ignoreReason(message(GROUP, { everyone: true }), DEFAULT_ACCESS)).toBe('not_addressed')
})

test('other bots are not heard, unless configured otherwise', () => {
  expect(ignoreReason(message(DIRECT, { fromBot: true }), DEFAULT_ACCESS)).toBe('other_bot')
  expect(ignoreReason(message(DIRECT, { fromBot: true }), { ...DEFAULT_ACCESS, allowBots: true })).toBeNull()
})

test('an allow list is for everyone in every chat', () => {
  expect(ignoreReason(message(DIRECT), { ...DEFAULT_ACCESS, allowFrom: new Set(['bob']) })).toBe('not_allowed')
  expect(ignoreReason(message(DIRECT), { ...DEFAULT_ACCESS, allowFrom: new Set(['ann']) })).toBeNull()
})
