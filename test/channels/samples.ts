import type { ChatRef, Notice, Reply } from '@holdline/bridge'

/** An answer of one part. */
export function answer(chat: ChatRef, text: string, more: Partial<Reply> = {}): Reply {
  return { chat, messageId: text, part: 0, parts: 1, text, mention: [], idempotencyKey: text, ...more }
}

/** A live notice with one button. */
export function notice(chat: ChatRef, text: string, more: Partial<Notice> = {}): Notice {
  return {
    noticeId: 'n1',
    chat,
    revision: 1,
    kind: 'busy',
    state: 'live',
    text,
    elapsedMs: 0,
    buttons: [{ action: 'cancel', label: 'Cancel', token: 'c.t..m', style: 'danger' }],
    locale: 'en',
    ...more,
  }
}
