import { type ChatRef, sessionKeyOf } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { chatSettings } from './chat-settings.ts'
import { configSchema } from './schema.ts'

const group: ChatRef = { channel: 'telegram', account: 'default', kind: 'group', chat: '-1' }

function settings(chats: Record<string, object>) {
  return chatSettings(configSchema.parse({ onBusy: 'collect', chats }), group)
}

test('without overrides the top level holds', () => {
  expect(settings({})).toMatchObject({
    onBusy: 'collect',
    onBusyFixed: false,
    notices: 'always',
    access: { requireMention: true },
  })
})

test('the most exact entry wins, key by key', () => {
  const chats = {
    group: { onBusy: 'reject', notices: 'off' },
    telegram: { onBusy: 'steer', failures: 'silent' },
    'telegram:group': { onBusy: 'parallel' },
    [sessionKeyOf(group)]: { requireMention: false, allowFrom: ['1'] },
  }
  expect(settings(chats)).toMatchObject({
    onBusy: 'parallel',
    onBusyFixed: false,
    notices: 'off',
    failures: 'silent',
    access: { requireMention: false, allowFrom: new Set(['1']) },
  })
})

test('a policy for this very chat is fixed', () => {
  expect(settings({ [sessionKeyOf(group)]: { onBusy: 'reject' } })).toMatchObject({
    onBusy: 'reject',
    onBusyFixed: true,
  })
})

test('a star in a list of people is everybody, also where a wider entry or the channel lists some', () => {
  const everybody = { [sessionKeyOf(group)]: { allowFrom: ['*'] } }
  const telegram = { botToken: '1:token', groupAllowFrom: ['1'] }
  const config = configSchema.parse({ telegram, chats: { group: { allowFrom: ['2'] }, ...everybody } })
  expect(chatSettings(config, group).access.allowFrom).toBeUndefined()
  const listed = configSchema.parse({ telegram })
  expect(chatSettings(listed, group).access.allowFrom).toEqual(new Set(['1']))
})
