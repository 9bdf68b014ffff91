import { expect, test } from 'vitest'
import type { ChatRef } from '../words/chat.ts'
import { type AccessPolicies, accessOf } from './access-of.ts'

const GROUP: ChatRef = { channel: 'telegram', account: 'default', kind: 'group', chat: '-5' }
const DIRECT: ChatRef = { ...GROUP, kind: 'direct', chat: '42' }

const access = (chat: ChatRef, policies: AccessPolicies) => accessOf(policies, chat)

test('nothing said: everyone is heard', () => {
  expect(access(DIRECT, {})).toEqual({})
  expect(access(GROUP, {})).toEqual({})
})

test('in direct chats a list of people, or a policy, says who is heard', () => {
  expect(access(DIRECT, { allowFrom: ['42'] })).toEqual({ allowFrom: new Set(['42']) })
  expect(access(DIRECT, { allowFrom: ['42'], dmPolicy: 'open' })).toEqual({})
  expect(access(DIRECT, { allowFrom: ['*'], dmPolicy: 'allowlist' })).toEqual({})
  expect(access(DIRECT, { dmPolicy: 'allowlist' })).toEqual({ allowFrom: new Set() })
  expect(access(DIRECT, { dmPolicy: 'disabled', allowFrom: ['42'] })).toEqual({ allowFrom: new Set() })
})

test('a group’s own settings go before those of all groups', () => {
  const groups = { '*': { requireMention: false, allowFrom: ['1'] }, '-5': { requireMention: true } }
  expect(access(GROUP, { groups })).toEqual({ requireMention: true, allowFrom: new Set(['1']) })
  expect(access({ ...GROUP, chat: '-6' }, { groups })).toMatchObject({ requireMention: false })
})

test('groups can be listed, or switched off', () => {
  const nobody = { allowFrom: new Set() }
  expect(access(GROUP, { groupPolicy: 'disabled' })).toEqual(nobody)
  expect(access(GROUP, { groupPolicy: 'allowlist', groups: { '-6': {} } })).toEqual(nobody)
  expect(access(GROUP, { groupPolicy: 'allowlist', groups: { '-5': {} } })).toEqual({})
  expect(access(GROUP, { groups: { '-5': { enabled: false } } })).toEqual(nobody)
  expect(access(GROUP, { groupAllowFrom: ['7'] })).toEqual({ allowFrom: new Set(['7']) })
})
