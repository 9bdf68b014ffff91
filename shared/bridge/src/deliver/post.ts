import type { Node } from '../run/node.ts'
import type { OutboxPart, OutboxRecord } from '../store/records.ts'
import { type ChatRef, chatKeyOf, routeOf } from '../words/chat.ts'
import type { Json } from '../words/json.ts'
import type { SessionKey } from '../words/session.ts'
import type { OutboxPump } from './outbox.ts'

/** Who posts a message waits this long for the platform. */
const PATIENCE_MS = 60_000

/** Between two looks at a message that is on its way. */
const LOOK_MS = 200

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

/**
 * Sends a message that no turn of ours answers with, once per `key`, also over restarts. `parts` are its own, or its text
 * as its channel takes it. Resolves with the platform's handles when the platform has it.
 *
 * @throws {Error} when the platform does not take it, or not in time; it may still arrive later
 */
export async function sendPost(
  { engine, clock }: Pick<Node, 'engine' | 'clock'>,
  outbox: OutboxPump | undefined,
  message: Post,
  parts: readonly OutboxPart[],
): Promise<readonly Json[]> {
  const id = `post-${message.key}`
  const record = postRecord(id, message, parts, clock.now())
  await engine.update('outbox', id, (row) => (row === null ? record : undefined))
  const giveUpAt = clock.now() + PATIENCE_MS
  for (;;) {
    await outbox?.whenQuiet()
    const row = await engine.find.record('outbox', id)
    if (row?.state === 'sent') return row.refs
    if (row?.state === 'dead' || clock.now() >= giveUpAt) throw new Error(`the platform did not take message ${id}`)
    await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve))
  }
}

/** A {@link Post} as the outbox keeps it. */
function postRecord(id: string, post: Post, parts: readonly OutboxPart[], now: number): OutboxRecord {
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
