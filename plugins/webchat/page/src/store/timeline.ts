import type { OutboxItem } from '../outbox.ts'
import type { Message, Notice, ViewState } from './state.ts'

/** One line of the conversation. */
export type TimelineEntry =
  | { readonly type: 'message'; readonly message: Message; readonly question: string | null }
  /** A message that the person took back before it was answered. */
  | { readonly type: 'removed'; readonly message: Message }
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'outbox'; readonly item: OutboxItem }

/**
 * The conversation in reading order: messages, closed notices, then what is still on its way out. A notice stands after
 * the message that it was opened for; one that was opened for none, or for one that is not here, by its own place. An
 * answer that does not directly follow its question names it (`question`).
 */
export function timeline(
  state: Pick<ViewState, 'messages' | 'notices' | 'removed' | 'outbox'>,
): readonly TimelineEntry[] {
  const texts = new Map(state.messages.map((message) => [message.messageId, message.text]))
  const anchored = new Map<string, Notice[]>()
  const free: Notice[] = []
  for (const notice of state.notices) {
    if (notice.state === 'live') continue
    const { replyTo } = notice
    if (replyTo === undefined || !texts.has(replyTo)) free.push(notice)
    else anchored.set(replyTo, [...(anchored.get(replyTo) ?? []), notice])
  }
  const entries: TimelineEntry[] = []
  let next = 0
  let previous: Message | undefined
  for (const message of state.messages) {
    for (let notice = free[next]; notice !== undefined && notice.order < message.order; notice = free[++next])
      entries.push({ type: 'notice', notice })
    if (state.removed.has(message.messageId)) {
      entries.push({ type: 'removed', message })
    } else {
      const follows = message.replyTo === undefined || previous?.messageId === message.replyTo
      entries.push({ type: 'message', message, question: follows ? null : (texts.get(message.replyTo ?? '') ?? null) })
      previous = message
    }
    for (const notice of anchored.get(message.messageId) ?? []) entries.push({ type: 'notice', notice })
  }
  for (const notice of free.slice(next)) entries.push({ type: 'notice', notice })
  for (const item of state.outbox)
    if (item.echoId === null || !texts.has(item.echoId)) entries.push({ type: 'outbox', item })
  return entries
}

/** The notices that are live, oldest first. */
export function liveNotices({ notices }: Pick<ViewState, 'notices'>): readonly Notice[] {
  return notices.filter((notice) => notice.state === 'live')
}
