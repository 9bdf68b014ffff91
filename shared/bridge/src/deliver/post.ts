import type { OutboxPart, OutboxRecord } from '../store/records.ts'
import { type ChatRef, chatKeyOf, routeOf } from '../words/chat.ts'
import type { SessionKey } from '../words/session.ts'

/** A message that no turn of ours answers with. */
export interface Post {
  /** Equal for every try to send the same. */
  readonly key: string
  readonly session: SessionKey
  readonly chat: ChatRef
  /** Markdown. */
  readonly text: string
  /** What is sent instead of `text`: texts with buttons, and files. */
  readonly parts?: readonly OutboxPart[]
  readonly replyTo?: string
}

/** A {@link Post} as the outbox keeps it. */
export function postRecord(id: string, post: Post, parts: readonly OutboxPart[], now: number): OutboxRecord {
  return {
    id,
    session: post.session,
    chatKey: chatKeyOf(post.chat),
    chat: post.chat,
    route: routeOf(post.chat),
    parts,
    sentParts: 0,
    ...(post.replyTo === undefined ? {} : { replyTo: post.replyTo }),
    mention: [],
    messageId: id,
    state: 'pending',
    attempts: 0,
    notBefore: 0,
    createdAt: now,
    refs: [],
  }
}
