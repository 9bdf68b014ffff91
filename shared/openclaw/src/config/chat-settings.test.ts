import { expect, test } from 'vitest'
import { chatSettings } from './chat-settings.ts'

const DIRECT = { channel: 'telegram', account: 'default', kind: 'direct', chat: '1' } as const
const GROUP = { ...DIRECT, kind: 'group', chat: '-100' } as const

test('the host’s queue mode is the default where it maps', () => {
  expect(chatSettings({}, 'interrupt', DIRECT).onBusy).toBe('interrupt')
  expect(chatSettings({}, 'followup', DIRECT).onBusy).toBe('queue')
  expect(chatSettings({}, 'steer-backlog', DIRECT).onBusy).toBe('queue')
  expect(chatSettings({}, undefined, DIRECT).onBusy).toBe('queue')
  expect(chatSettings({ onBusy: 'reject' }, 'interrupt', DIRECT).onBusy).toBe('reject')
})

test('a group has its own settings, or those of all groups', () => {
  const config = { groups: { '*': { requireMention: false }, '-100': { onBusy: 'collect' as const } } }
  expect(chatSettings(config, undefined, GROUP)).toMatchObject({
    onBusy: 'collect',
    onBusyFixed: true,
    access: { requireMention: true },
  })
  expect(chatSettings(config, undefined, { ...GROUP, chat: '-200' }).access.requireMention).toBe(false)
})
