import type { ViewState } from './state.ts'

/**
 * The id of the message that waited last when the event `before` came (default: now), which is the one that "remove my
 * message" is about: the person's latest one without an answer.
 */
export function waitingMessage(
  { messages, removed }: Pick<ViewState, 'messages' | 'removed'>,
  before = Number.POSITIVE_INFINITY,
): string | null {
  const answered = new Set(messages.map(({ replyTo }) => replyTo))
  const waiting = messages.findLast(
    ({ role, messageId, eventId }) =>
      role === 'user' && eventId < before && !answered.has(messageId) && !removed.has(messageId),
  )
  return waiting?.messageId ?? null
}
