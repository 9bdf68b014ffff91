import type { HostAccount } from '../host/channel-plugin.ts'
import type { HostConfig } from '../host/config.ts'

/** The account of a channel that names none. */
export const DEFAULT_ACCOUNT = 'default'

/** A channel's section of the host's configuration, `channels.<id>`. */
export function sectionOf(cfg: HostConfig, channelId: string): Readonly<Record<string, unknown>> {
  return recordOf(recordOf(cfg.channels)[channelId])
}

/** The accounts of a channel: those under `accounts`, or the section itself. */
export function accountIds(cfg: HostConfig, channelId: string): string[] {
  const section = sectionOf(cfg, channelId)
  if (Object.keys(section).length === 0) return []
  const named = Object.keys(recordOf(section.accounts))
  return named.length > 0 ? named : [DEFAULT_ACCOUNT]
}

/** One account: its own keys go before those of the section. */
export function accountOf(cfg: HostConfig, channelId: string, accountId?: string | null): HostAccount {
  const id = accountId ?? DEFAULT_ACCOUNT
  const { accounts, ...shared } = sectionOf(cfg, channelId)
  const section = { ...shared, ...recordOf(recordOf(accounts)[id]) }
  return { accountId: id, enabled: shared.enabled !== false && section.enabled !== false, section }
}

/** The host's queue mode, where the operator has set one. */
export function queueMode(cfg: HostConfig): string | undefined {
  const { mode } = recordOf(recordOf(cfg.messages).queue)
  return typeof mode === 'string' ? mode : undefined
}

/** A value as an object; anything else is an empty one. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}
