import type { ChatRef, Notice, Reply } from '@holdline/bridge'

/** A direct chat of the default account. */
export function chatRef(chat: string): ChatRef {
  return { channel: 'webchat', account: 'default', kind: 'direct', chat }
}

/** An answer of one part. */
export function sampleReply(chat: string, messageId: string, text: string): Reply {
  return { chat: chatRef(chat), messageId, part: 0, parts: 1, text, mention: [], idempotencyKey: messageId }
}

/** A live busy notice. */
export function sampleNotice(chat: string, noticeId: string, revision: number, text = `revision ${revision}`): Notice {
  return {
    noticeId,
    chat: chatRef(chat),
    revision,
    kind: 'busy',
    state: 'live',
    reason: 'tool_running',
    text,
    elapsedMs: 0,
    buttons: [{ action: 'cancel', label: 'Cancel', token: `token-${noticeId}`, style: 'danger' }],
    locale: 'en',
  }
}
