import { type ChatRef, type ChatSettings, DEFAULT_ACCESS, sessionKeyOf } from '@holdline/bridge'
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
  const allowFrom = first('allowFrom')
  return {
    onBusy: first('onBusy') ?? config.onBusy,
    onBusyFixed: own?.onBusy !== undefined,
    notices: first('notices') ?? config.notices,
    closedNotices: first('closedNotices') ?? config.closedNotices,
    failures: first('failures') ?? config.failures,
    actions: first('actions') ?? config.actions,
    access: {
      ...DEFAULT_ACCESS,
      requireMention: first('requireMention') ?? DEFAULT_ACCESS.requireMention,
      ...(allowFrom === undefined ? {} : { allowFrom: new Set(allowFrom) }),
    },
  }
}
