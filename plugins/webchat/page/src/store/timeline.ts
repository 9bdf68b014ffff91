import type { OutboxItem } from '../outbox.ts'
import type { Message, Notice, ViewState } from './state.ts'

/** One line of the conversation. */
export type TimelineEntry =
  | { readonly type: 'message'; readonly message: Message; readonly question: string | null }
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'outbox'; readonly item: OutboxItem }

/**
 * The conversation in reading order: messages and closed notices by place, then what is still on its way out. An
 * answer that does not directly follow its question names it (`question`).
 */
export function timeline(state: Pick<ViewState, 'messages' | 'notices' | 'outbox'>): readonly TimelineEntry[] {
  const texts = new Map(state.messages.map((message) => [message.messageId, message.text]))
  const closed = state.notices.filter((notice) => notice.state === 'closed')
  const entries: TimelineEntry[] = []
  let next = 0
  let previous: Message | undefined
  for (const message of state.messages) {
    for (let notice = closed[next]; notice !== undefined && notice.order < message.order; notice = closed[++next])
      entries.push({ type: 'notice', notice })
    const follows = message.replyTo === undefined || previous?.messageId === message.replyTo
    entries.push({ type: 'message', message, question: follows ? null : (texts.get(message.replyTo ?? '') ?? null) })
    previous = message
  }
  for (const notice of closed.slice(next)) entries.push({ type: 'notice', notice })
  for (const item of state.outbox)
    if (item.echoId === null || !texts.has(item.echoId)) entries.push({ type: 'outbox', item })
  return entries
}

/** The notices that are live, oldest first. */
export function liveNotices({ notices }: Pick<ViewState, 'notices'>): readonly Notice[] {
  return notices.filter((notice) => notice.state === 'live')
}
