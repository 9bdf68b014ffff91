import type { Inbound } from '../words/inbound.ts'
import type { Person } from '../words/person.ts'

/** Who is heard in a chat. */
export interface AccessRules {
  /** In groups, only messages that address the bot are for it. Default true. */
  readonly requireMention: boolean
  /** People who are heard; absent: everyone. */
  readonly allowFrom?: ReadonlySet<string>
  /** Other bots are heard. Default false: two bots would answer each other for ever. */
  readonly allowBots: boolean
}

/** The defaults: everyone, when addressed, and no bots. */
export const DEFAULT_ACCESS: AccessRules = { requireMention: true, allowBots: false }

/** Why a message is not for the bot. Counted, never told: the chat is not ours to interrupt. */
export type IgnoreReason = 'not_addressed' | 'not_allowed' | 'other_bot'

/** Whether a person is heard at all. */
export function isHeard({ id }: Person, { allowFrom }: AccessRules): boolean {
  return allowFrom === undefined || allowFrom.has(id)
}

/** Whether a message is for the bot; `null` when it is. */
export function ignoreReason(inbound: Inbound, rules: AccessRules): IgnoreReason | null {
  if (inbound.address.fromBot && !rules.allowBots) return 'other_bot'
  if (!isHeard(inbound.sender, rules)) return 'not_allowed'
  if (inbound.chat.kind === 'direct' || !rules.requireMention) return null
  return inbound.address.by === 'none' ? 'not_addressed' : null
}
