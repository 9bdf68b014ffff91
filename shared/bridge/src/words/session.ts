import type { ChatRef } from './chat.ts'

/** Names the conversation that the gateway keeps context for. `/new` starts its next generation under the same key. */
export type SessionKey = string

/**
 * The embedded gateway's session key of a chat:
 * `agent:main:<channel>:<account>:<direct|group>:<chat id>[:thread:<thread id>]`.
 */
export function sessionKeyOf(chat: ChatRef): SessionKey {
  const thread = chat.thread === undefined ? '' : `:thread:${chat.thread}`
  return `agent:main:${chat.channel}:${chat.account}:${chat.kind}:${chat.chat}${thread}`
}
