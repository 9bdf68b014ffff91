import type { ChatRef, Notice, Reply } from '@holdline/bridge'

/** An answer of one part. Its key follows from its id. */
export function replyTo(chat: ChatRef, messageId: string, more: Partial<Reply> = {}): Reply {
  const reply = { chat, messageId, part: 0, parts: 1, text: `answer ${messageId}`, mention: [], ...more }
  return { idempotencyKey: `${messageId}/${reply.part}`, ...reply }
}

/** A live notice with two buttons. */
export function busyNotice(chat: ChatRef, noticeId: string, more: Partial<Notice> = {}): Notice {
  return {
    noticeId,
    chat,
    revision: 1,
    kind: 'busy',
    state: 'live',
    reason: 'tool_running',
    text: `notice ${noticeId}`,
    elapsedMs: 1000,
    buttons: [
      { action: 'wait', label: 'Keep waiting', token: `wait-${noticeId}`, style: 'primary' },
      { action: 'cancel', label: 'Cancel', token: `cancel-${noticeId}`, style: 'danger' },
    ],
    locale: 'en',
    ...more,
  }
}
