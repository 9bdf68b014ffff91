import type { Inbound } from '@holdline/bridge'
import { expect, test } from 'vitest'
import type { CommonConfig } from '../config/common.ts'
import { Access } from './access.ts'

const DIRECT: Inbound = {
  dedupeKey: 'd',
  chat: { channel: 'telegram', account: 'default', kind: 'direct', chat: '1' },
  sender: { id: '1', name: 'Ann' },
  text: 'hello',
  attachments: [],
  address: { by: 'direct', fromBot: false, everyone: false },
  ref: 'r',
  receivedAt: 0,
}
const GROUP: Inbound = { ...DIRECT, chat: { ...DIRECT.chat, kind: 'group', chat: '-100' } }

function access(config: CommonConfig, paired: readonly string[] = []): Access {
  const asked = new Set<string>()
  const pairing = {
    readAllowFromStore: async () => paired,
    upsertPairingRequest: async ({ id }: { readonly id: string }) => {
      const created = !asked.has(id)
      asked.add(id)
      return { code: 'ABCD', created }
    },
  }
  return new Access(pairing, 'holdline-telegram', 'default', config, 'pairing')
}

test('who is not known is offered pairing, once', async () => {
  const rules = access({})
  expect(await rules.judge(DIRECT)).toEqual({ code: 'ABCD' })
  expect(await rules.judge(DIRECT)).toBe('no')
})

test('who is listed or paired comes in, and may command', async () => {
  expect(await access({ allowFrom: [1] }).judge(DIRECT)).toBe('yes')
  const rules = access({}, ['1'])
  expect(rules.mayCommand('1')).toBe(false)
  expect(await rules.judge(DIRECT)).toBe('yes')
  expect(rules.mayCommand('1')).toBe(true)
})

test('an allow list offers nothing, and a disabled chat lets nobody in', async () => {
  expect(await access({ dmPolicy: 'allowlist' }).judge(DIRECT)).toBe('no')
  expect(await access({ dmPolicy: 'disabled', allowFrom: ['1'] }).judge(DIRECT)).toBe('no')
})

test('in an open chat everybody may write, and commands belong to the listed where there is a list', async () => {
  expect(await access({ dmPolicy: 'open' }).judge(DIRECT)).toBe('yes')
  expect(access({ dmPolicy: 'open' }).mayCommand('1')).toBe(true)
  expect(access({ dmPolicy: 'open', allowFrom: ['2'] }).mayCommand('1')).toBe(false)
})

test('a group counts when it is listed, or when groups are open and none is listed', async () => {
  const anybody = { allowFrom: ['*'] }
  expect(await access({ ...anybody }).judge(GROUP)).toBe('no')
  expect(await access({ ...anybody, groups: { '-100': {} } }).judge(GROUP)).toBe('yes')
  expect(await access({ ...anybody, groups: { '*': {} } }).judge(GROUP)).toBe('yes')
  expect(await access({ groupPolicy: 'open' }).judge(GROUP)).toBe('yes')
  expect(await access({ groupPolicy: 'open', groups: { '-7': {} } }).judge(GROUP)).toBe('no')
  expect(await access({ groupPolicy: 'open', groups: { '-100': { enabled: false } } }).judge(GROUP)).toBe('no')
  expect(await access({ groupPolicy: 'disabled', groups: { '*': {} } }).judge(GROUP)).toBe('no')
})

test('in a listed group, the listed are heard: its own list, else groupAllowFrom, else allowFrom; pairing opens none', async () => {
  const groups = { '-100': {} }
  expect(await access({ groups }, ['1']).judge(GROUP)).toBe('no')
  expect(await access({ groups, allowFrom: [1] }).judge(GROUP)).toBe('yes')
  expect(await access({ groups, allowFrom: [1], groupAllowFrom: ['2'] }).judge(GROUP)).toBe('no')
  expect(await access({ groups: { '-100': { allowFrom: ['telegram:1'] } }, groupAllowFrom: [] }).judge(GROUP)).toBe(
    'yes',
  )
  expect(await access({ groups: { '-100': { groupPolicy: 'open' } } }).judge(GROUP)).toBe('yes')
})
