import type { LogWrite, Notice, PartialReply, Reply } from '@holdline/bridge'
import { MAX_REPLY_TEXT } from './limits.ts'
import { clip, plainText } from './plain-text.ts'
import type { EventFrame, MessageEvent, TypingEvent } from './protocol.ts'
import type { StoredEvent, StoredMessage, StoredNotice } from './stored-event.ts'

/** What is written for the person's own message, in the transaction that accepts it. */
export function userMessageWrite(scope: string, messageId: string, text: string): LogWrite {
  const body: StoredMessage = { type: 'message', role: 'user', messageId, text }
  return { scope, subject: messageId, body }
}

/** The durable form of a part of an answer. Parts after the first are messages of their own. */
export function storedReply(reply: Reply): StoredMessage {
  return {
    type: 'message',
    role: 'agent',
    messageId: reply.part === 0 ? reply.messageId : `${reply.messageId}.${reply.part}`,
    text: plainText(withLinks(reply)),
    ...(reply.replyTo !== undefined && { replyTo: reply.replyTo }),
    ...(reply.mention.length > 0 && { mention: true }),
  }
}

/**
 * The buttons below a part of an answer, as a closed notice of their own: what every client of the protocol can show.
 * `null` when there are none to press.
 */
export function storedChoices(reply: Reply, title: string, now: number): StoredNotice | null {
  const actions = (reply.buttons ?? []).flatMap(({ label, style, token }, index) =>
    token === undefined ? [] : [{ action: `choice-${index + 1}`, label, style, token }],
  )
  if (actions.length === 0) return null
  return {
    type: 'notice',
    noticeId: `${reply.messageId}.${reply.part}.choices`,
    revision: 1,
    kind: 'info',
    state: 'closed',
    text: title,
    elapsedMs: 0,
    at: now,
    actions,
  }
}

/** Buttons that open something are links of the text. */
function withLinks({ text, buttons = [] }: Reply): string {
  const links = buttons.flatMap(({ label, url }) =>
    url === undefined ? [] : [`[${label.replaceAll(/[[\]]/g, '')}](${url})`],
  )
  return [text, links.join(' · ')].filter((line) => line !== '').join('\n\n')
}

/** The durable form of a notice. `now` in epoch milliseconds. */
export function storedNotice(notice: Notice, now: number): StoredNotice {
  return {
    type: 'notice',
    noticeId: notice.noticeId,
    revision: notice.revision,
    kind: notice.kind,
    state: notice.state,
    ...(notice.reason !== undefined && { reason: notice.reason }),
    text: clip(plainText(notice.text), MAX_REPLY_TEXT),
    ...(notice.queuePosition !== undefined && { queuePosition: notice.queuePosition }),
    elapsedMs: notice.elapsedMs,
    at: now,
    actions: notice.buttons.map(({ action, label, token, style }) => ({ action, label, token, style })),
    ...(notice.replyTo !== undefined && { replyTo: notice.replyTo }),
  }
}

/** A durable event as a client gets it at `now`. A live notice has been running on since it was written. */
export function eventFrame(id: number, event: StoredEvent, now: number): EventFrame {
  if (event.type === 'message') {
    // Partial revisions are numbered by their ids, so the final one is too: it is later than any of them, also when
    // the process that streamed them is gone.
    const revision = event.role === 'user' ? 1 : id
    const { type, messageId, role, text, ...more } = event
    return { type, id, messageId, role, text, revision, state: 'final', ...more }
  }
  const { type, at, ...notice } = event
  const runningMs = notice.state === 'live' ? Math.max(0, now - at) : 0
  return { type, id, ...notice, elapsedMs: notice.elapsedMs + runningMs }
}

/** A revision of an answer that is still being written; text beyond one message waits for the final parts. */
export function partialFrame(id: number, partial: PartialReply): MessageEvent {
  return {
    type: 'message',
    id,
    messageId: partial.messageId,
    role: 'agent',
    text: clip(plainText(partial.text), MAX_REPLY_TEXT),
    revision: id,
    state: 'partial',
    ...(partial.replyTo !== undefined && { replyTo: partial.replyTo }),
  }
}

/** Typing begins or ends. */
export function typingFrame(id: number, on: boolean): TypingEvent {
  return { type: 'typing', id, on }
}
