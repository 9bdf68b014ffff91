/** The address of one conversation on one bot account, down to the thread. */
export interface ChatRef {
  /** The bridge: `telegram`, `vk`, `feishu`, `dingtalk`, `webchat`. */
  readonly channel: string
  /** The bot account on it, `default` unless configured. */
  readonly account: string
  readonly kind: ChatKind
  /** The platform's chat id. */
  readonly chat: string
  /** The topic inside the chat, where the platform has them. */
  readonly thread?: string
}

/** A conversation with one person, or with many. */
export type ChatKind = 'direct' | 'group'

/** The account a chat belongs to, as one string: what a node can deliver to. */
export type Route = string

/** The {@link Route} of a chat: `channel:account`. */
export function routeOf(chat: Pick<ChatRef, 'channel' | 'account'>): Route {
  return `${chat.channel}:${chat.account}`
}

/** A chat as one string, equal for equal addresses. Outbox order and notices are per chat key. */
export function chatKeyOf(chat: ChatRef): string {
  const thread = chat.thread === undefined ? '' : `:thread:${chat.thread}`
  return `${chat.channel}:${chat.account}:${chat.kind}:${chat.chat}${thread}`
}
