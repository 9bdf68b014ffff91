import { ACTION_NAMES, type ChatRef, type ChatSettings, DEFAULT_ACCESS, type Policy } from '@holdline/bridge'
import type { CommonConfig } from './common.ts'

/** The host's queue modes in our words; `steer-backlog` and others that have none are not taken over. */
const POLICY_OF_MODE: Readonly<Record<string, Policy>> = {
  followup: 'queue',
  queue: 'queue',
  collect: 'collect',
  interrupt: 'interrupt',
  steer: 'steer',
}

/** How one chat is served. Who may write in direct chats is decided before, with the host's pairing. */
export function chatSettings(config: CommonConfig, mode: string | undefined, chat: ChatRef): ChatSettings {
  const group = chat.kind === 'group' ? (config.groups?.[chat.chat] ?? config.groups?.['*']) : undefined
  return {
    onBusy: group?.onBusy ?? config.onBusy ?? POLICY_OF_MODE[mode ?? ''] ?? 'queue',
    onBusyFixed: group?.onBusy !== undefined,
    notices: config.notices ?? 'always',
    closedNotices: config.closedNotices ?? 'keep',
    failures: config.failures ?? 'always',
    actions: config.actions ?? ACTION_NAMES,
    access: { ...DEFAULT_ACCESS, requireMention: group?.requireMention ?? DEFAULT_ACCESS.requireMention },
  }
}
