import type { JsonObject } from '../kit/json.ts'
import type { Chat } from './chat.ts'
import type { ChatMessage } from './chat-message.ts'
import type { Community } from './community.ts'
import type { Limits } from './limits.ts'
import type { Button, Keyboard } from './rules-keyboard.ts'

const SECOND_MS = 1_000

/** Unix seconds. */
export function seconds(ms: number): number {
  return Math.floor(ms / SECOND_MS)
}

function buttonView({ type, label, payload, color, link }: Button): JsonObject {
  const action = { type, ...(payload !== '' && { payload }), label, ...(link !== undefined && { link }) }
  return color === undefined ? { action } : { action, color }
}

/** A keyboard as it goes over the wire. */
export function keyboardView({ inline, oneTime, rows }: Keyboard, authorId: number): JsonObject {
  return { one_time: oneTime, author_id: authorId, inline, buttons: rows.map((row) => row.map(buttonView)) }
}

function quotedView(message: ChatMessage, mostAttachments = Number.POSITIVE_INFINITY): JsonObject {
  const { cmid, origin, fromId, text, attachments } = message
  return {
    date: seconds(origin.at),
    from_id: fromId,
    text,
    attachments: attachments.slice(0, mostAttachments).map(({ view }) => view),
    conversation_message_id: cmid,
    peer_id: origin.peerId,
    id: origin.id,
  }
}

/** A message as a community gets it. Source: schema, callback_message; facts: `id` is 0 in a chat of several. */
export function messageView(message: ChatMessage, chat: Chat, community: Community): JsonObject {
  const { origin, now } = message
  return {
    date: seconds(origin.at),
    from_id: message.fromId,
    id: chat.kind === 'direct' ? origin.id : 0,
    version: 10_000_000 + origin.cmid,
    out: message.fromId === community.ownerId ? 1 : 0,
    important: false,
    is_hidden: false,
    attachments: now.attachments.map(({ view }) => view),
    conversation_message_id: message.cmid,
    fwd_messages: now.forwarded.map((quoted) => quotedView(quoted)),
    text: now.text,
    peer_id: chat.peerIdFor(community),
    random_id: origin.randomId ?? 0,
    ...(message.edits > 0 && { update_time: seconds(now.at) }),
    ...(now.replyTo !== undefined && { reply_message: quotedView(now.replyTo) }),
    ...(now.keyboard !== undefined && { keyboard: keyboardView(now.keyboard, message.fromId) }),
    ...(origin.payload !== undefined && { payload: origin.payload }),
    ...(origin.action !== undefined && { action: origin.action }),
  }
}

/**
 * A message as an event brings it: what does not fit is cropped to one attachment of each message, and to the reply or one
 * of the forwarded messages. Source: docs, versions, 5.102.
 */
export function eventView(message: ChatMessage, chat: Chat, community: Community, { eventParts }: Limits): JsonObject {
  const view = messageView(message, chat, community)
  const { attachments, forwarded, replyTo } = message.now
  const quoted = [...(replyTo === undefined ? [] : [replyTo]), ...forwarded]
  const parts = [message, ...quoted].reduce((sum, one) => sum + one.attachments.length, quoted.length)
  if (parts <= eventParts) return view
  return {
    ...view,
    is_cropped: true,
    attachments: attachments.slice(0, 1).map((one) => one.view),
    fwd_messages: replyTo === undefined ? forwarded.slice(0, 1).map((one) => quotedView(one, 1)) : [],
    ...(replyTo !== undefined && { reply_message: quotedView(replyTo, 1) }),
  }
}
