import { type AccessRules, type ChatRef, type ChatSettings, DEFAULT_ACCESS, sessionKeyOf } from '@holdline/bridge'
import { PLATFORMS } from '../channels/catalogue.ts'
import type { Config } from './schema.ts'

/**
 * How a chat is served. The most exact entry of `chats` that has a key wins: its session key, `<channel>:<kind>`, the
 * channel, the kind; then the top level.
 */
export function chatSettings(config: Config, chat: ChatRef): ChatSettings {
  const own = config.chats[sessionKeyOf(chat)]
  const wider = [`${chat.channel}:${chat.kind}`, chat.channel, chat.kind].flatMap((key) => config.chats[key] ?? [])
  const entries = own === undefined ? wider : [own, ...wider]
  const first = <K extends keyof (typeof entries)[number]>(key: K) =>
    entries.find((entry) => entry[key] !== undefined)?.[key]
  const { allowFrom: listedByChannel, ...access } = { ...DEFAULT_ACCESS, ...channelAccess(config, chat) }
  const listed = first('allowFrom')
  const allowFrom = listed === undefined ? listedByChannel : new Set(listed)
  return {
    onBusy: first('onBusy') ?? config.onBusy,
    onBusyFixed: own?.onBusy !== undefined,
    notices: first('notices') ?? config.notices,
    closedNotices: first('closedNotices') ?? config.closedNotices,
    failures: first('failures') ?? config.failures,
    actions: first('actions') ?? config.actions,
    access: {
      ...access,
      requireMention: first('requireMention') ?? access.requireMention,
      ...(allowFrom === undefined || allowFrom.has('*') ? {} : { allowFrom }),
    },
  }
}

/** Who is heard, as far as the channel's own section says; `chats` goes before it. */
function channelAccess(config: Config, chat: ChatRef): Partial<AccessRules> {
  return PLATFORMS.find(({ name }) => name === chat.channel)?.access(config, chat) ?? {}
}
