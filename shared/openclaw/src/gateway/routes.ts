import type { ChatRef, SessionKey } from '@holdline/bridge'
import type { AgentRoute, HostRuntime } from '../host/api.ts'
import type { HostConfig } from '../host/config.ts'

/** The host's channel ids are the bridge's with this before them: they shadow nothing that the operator runs. */
const PREFIX = 'holdline-'

/** The host's id of a bridge channel. */
export function hostChannel(channel: string): string {
  return `${PREFIX}${channel}`
}

/** Finds the host's agent and session for chats, by the operator's own routing rules. */
export class Routes {
  readonly #runtime: HostRuntime

  constructor(runtime: HostRuntime) {
    this.#runtime = runtime
  }

  /** Where a chat's messages go. */
  of(chat: ChatRef, cfg: HostConfig = this.#runtime.config.current()): AgentRoute {
    const route = this.#runtime.channel.routing.resolveAgentRoute({
      cfg,
      channel: hostChannel(chat.channel),
      accountId: chat.account,
      peer: { kind: chat.kind, id: chat.chat },
    })
    return chat.thread === undefined ? route : { ...route, sessionKey: `${route.sessionKey}:thread:${chat.thread}` }
  }

  /** The session that a chat belongs to; several chats may share one. */
  sessionOf(chat: ChatRef): SessionKey {
    return this.of(chat).sessionKey
  }
}

/** A chat as the host's target of a message: `holdline-telegram:group:-100:thread:7`. */
export function targetOf(chat: ChatRef): string {
  const thread = chat.thread === undefined ? '' : `:thread:${chat.thread}`
  return `${hostChannel(chat.channel)}:${chat.kind}:${chat.chat}${thread}`
}

/** Reads a target of ours; one that names no kind is a person. */
export function chatOfTarget(target: string, channel: string, account: string): ChatRef {
  const own = `${hostChannel(channel)}:`
  const address = target.startsWith(own) ? target.slice(own.length) : target
  const [, kind = 'direct', rest = address] = /^(direct|group):(.+)$/s.exec(address) ?? []
  const [, chat = rest, thread] = /^(.+):thread:(.+)$/s.exec(rest) ?? []
  return {
    channel,
    account,
    kind: kind === 'group' ? 'group' : 'direct',
    chat,
    ...(thread === undefined ? {} : { thread }),
  }
}
