import type { AccessRules } from '../intake/access.ts'
import type { ChatRef } from '../words/chat.ts'

type Listed = readonly string[] | undefined

/** Who is heard, as an account's configuration says it: the same keys for every messenger. */
export interface AccessPolicies {
  readonly dmPolicy?: 'open' | 'allowlist' | 'disabled' | undefined
  /** Ids of the people who are heard in direct chats; `*` is everybody. */
  readonly allowFrom?: Listed
  readonly groupPolicy?: 'open' | 'allowlist' | 'disabled' | undefined
  readonly groupAllowFrom?: Listed
  /** Settings by group id; `*` stands for all others. */
  readonly groups?: Readonly<Record<string, GroupPolicy>> | undefined
}

interface GroupPolicy {
  readonly enabled?: boolean | undefined
  readonly requireMention?: boolean | undefined
  readonly allowFrom?: Listed
}

/** Nobody is heard. */
const NOBODY: ReadonlySet<string> = new Set()

/** Who is heard in a chat, as far as an account's configuration says. */
export function accessOf(account: AccessPolicies, chat: ChatRef): Partial<AccessRules> {
  return chat.kind === 'direct' ? directAccess(account) : groupAccess(account, chat.chat)
}

function directAccess({ dmPolicy, allowFrom }: AccessPolicies): Partial<AccessRules> {
  const policy = dmPolicy ?? (allowFrom === undefined ? 'open' : 'allowlist')
  if (policy === 'disabled') return { allowFrom: NOBODY }
  return policy === 'open' || allowFrom?.includes('*') === true ? {} : { allowFrom: new Set(allowFrom) }
}

function groupAccess(
  { groupPolicy = 'open', groupAllowFrom, groups = {} }: AccessPolicies,
  id: string,
): Partial<AccessRules> {
  const own = groups[id]
  const all = groups['*']
  const listed = own !== undefined || all !== undefined
  const enabled = own?.enabled ?? all?.enabled ?? true
  if (!enabled || groupPolicy === 'disabled' || (groupPolicy === 'allowlist' && !listed)) return { allowFrom: NOBODY }
  const requireMention = own?.requireMention ?? all?.requireMention
  const allowFrom = own?.allowFrom ?? all?.allowFrom ?? groupAllowFrom
  return {
    ...(requireMention === undefined ? {} : { requireMention }),
    ...(allowFrom === undefined || allowFrom.includes('*') ? {} : { allowFrom: new Set(allowFrom) }),
  }
}
