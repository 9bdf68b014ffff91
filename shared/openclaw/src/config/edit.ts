import type { HostConfig } from '../host/config.ts'
import { DEFAULT_ACCOUNT, recordOf, sectionOf } from './sections.ts'

type Section = Readonly<Record<string, unknown>>

/** A configuration in which the keys of one account are changed; everything else stays as it is. */
export function editAccount<Config extends HostConfig>(
  cfg: Config,
  channelId: string,
  account: string,
  change: (section: Section) => Section,
): Config {
  const section = sectionOf(cfg, channelId)
  const accounts = recordOf(section.accounts)
  // The keys at the top are the default account's, as long as there are no others.
  if (account === DEFAULT_ACCOUNT && Object.keys(accounts).length === 0)
    return withSection(cfg, channelId, change(section))
  const changed = { ...accounts, [account]: change(recordOf(accounts[account])) }
  return withSection(cfg, channelId, { ...section, accounts: changed })
}

/** A configuration without an account; the last one takes the channel's section with it. */
export function removeAccount<Config extends HostConfig>(cfg: Config, channelId: string, account: string): Config {
  const { accounts, ...section } = sectionOf(cfg, channelId)
  const { [account]: _, ...left } = recordOf(accounts)
  return withSection(cfg, channelId, Object.keys(left).length > 0 ? { ...section, accounts: left } : undefined)
}

/** A configuration with a channel switched on or off as a whole. */
export function switchChannel<Config extends HostConfig>(cfg: Config, channelId: string, enabled: boolean): Config {
  return withSection(cfg, channelId, { ...sectionOf(cfg, channelId), enabled })
}

function withSection<Config extends HostConfig>(cfg: Config, channelId: string, section: Section | undefined): Config {
  const { [channelId]: _, ...others } = recordOf(cfg.channels)
  return { ...cfg, channels: section === undefined ? others : { ...others, [channelId]: section } }
}
