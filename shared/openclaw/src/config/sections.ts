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

/** The account that is meant where none is named: the one under `defaultAccount`, or the first. */
export function defaultAccount(cfg: HostConfig, channelId: string): string {
  const ids = accountIds(cfg, channelId)
  const { defaultAccount: wanted } = sectionOf(cfg, channelId)
  return ids.find((id) => id === wanted) ?? ids.find((id) => id === DEFAULT_ACCOUNT) ?? ids[0] ?? DEFAULT_ACCOUNT
}

/** One account: its own keys go before those of the section. */
export function accountOf(cfg: HostConfig, channelId: string, accountId?: string | null): HostAccount {
  const id = accountId ?? defaultAccount(cfg, channelId)
  const { accounts, defaultAccount: _, ...shared } = sectionOf(cfg, channelId)
  const named = recordOf(accounts)[id]
  const section = { ...shared, ...recordOf(named) }
  const enabled = shared.enabled !== false && section.enabled !== false
  return { accountId: id, enabled, named: named !== undefined, section }
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
