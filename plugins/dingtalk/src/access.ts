import type { AccessRules, ChatRef } from '@holdline/bridge'
import type { DingtalkAccount } from './config.ts'

/** Nobody is heard. */
const NOBODY: ReadonlySet<string> = new Set()

/** Who is heard in a chat, as far as an account's configuration says. */
export function accessOf(account: DingtalkAccount, chat: ChatRef): Partial<AccessRules> {
  return chat.kind === 'direct' ? directAccess(account) : groupAccess(account, chat.chat)
}

function directAccess({ dmPolicy, allowFrom }: DingtalkAccount): Partial<AccessRules> {
  const policy = dmPolicy ?? (allowFrom === undefined ? 'open' : 'allowlist')
  if (policy === 'disabled') return { allowFrom: NOBODY }
  return policy === 'open' || allowFrom?.includes('*') === true ? {} : { allowFrom: new Set(allowFrom) }
}

function groupAccess(
  { groupPolicy = 'open', groupAllowFrom, groups = {} }: DingtalkAccount,
  id: string,
): Partial<AccessRules> {
  const own = groups[id]
  const all = groups['*']
  const listed = own !== undefined || all !== undefined
  const enabled = own?.enabled ?? all?.enabled ?? true
  if (!enabled || groupPolicy === 'disabled' || (groupPolicy === 'allowlist' && !listed)) return { allowFrom: NOBODY }
  const allowFrom = own?.allowFrom ?? all?.allowFrom ?? groupAllowFrom
  return allowFrom === undefined || allowFrom.includes('*') ? {} : { allowFrom: new Set(allowFrom) }
}
