import { bringForward } from '../deliver/bring-forward.ts'
import type { SessionState, Verdict, Want } from '../ports/engine.ts'
import type { Node } from '../run/node.ts'
import { type ChatRef, chatKeyOf } from '../words/chat.ts'
import type { SessionKey } from '../words/session.ts'

/** Something that came from a chat, and what its decision wants to see. */
export interface Heard extends Pick<Want, 'turnId'> {
  readonly chat: ChatRef
  /** Equal for every delivery of the same. */
  readonly dedupeKey: string
}

/**
 * Decides about something that came from a chat. What waits there to be sent is brought forward in the same transaction;
 * a redelivery says nothing new of the chat.
 */
export function hear<T>(
  { engine, clock }: Pick<Node, 'engine' | 'clock'>,
  session: SessionKey,
  { chat, dedupeKey, turnId }: Heard,
  decision: (state: SessionState) => Verdict<T>,
): Promise<T> {
  const want: Want = { dedupeKey, chatKey: chatKeyOf(chat), ...(turnId === undefined ? {} : { turnId }) }
  return engine.decide(session, want, (state) => {
    const verdict = decision(state)
    if (state.head === null || state.duplicate !== null || state.acted !== null) return verdict
    const row = bringForward(state.head, clock.now())
    return row === undefined
      ? verdict
      : { ...verdict, changes: [...verdict.changes, { type: 'put', table: 'outbox', row }] }
  })
}
