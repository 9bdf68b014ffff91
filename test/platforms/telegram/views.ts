import type { Chat as WireChat } from 'grammy/types'
import type { JsonObject } from '../kit/json.ts'
import type { Chat, ChatMessage } from './chat.ts'
import type { StoredFile } from './file-store.ts'
import { ALL_RIGHTS, type Member } from './member.ts'
import type { MessageMedia } from './message-version.ts'

// What goes over the wire, in the shapes of `@grammyjs/types`.

const SECOND_MS = 1_000
const PHOTO_SIDE = 800
const THUMB_SIDE = 90
const DEFAULT_DURATION_S = 3

/** Unix seconds, as the API counts. */
export function seconds(ms: number): number {
  return Math.floor(ms / SECOND_MS)
}

/** A chat, as a message carries it. */
export function chatView(chat: Chat): WireChat {
  const { id, type, username, title = '' } = chat
  switch (type) {
    case 'private': {
      const { first_name = '', last_name, username: name } = chat.person ?? {}
      return {
        id,
        type,
        first_name,
        ...(last_name !== undefined && { last_name }),
        ...(name !== undefined && { username: name }),
      }
    }
    case 'group':
      return { id, type, title }
    case 'supergroup':
      return { id, type, title, ...(username !== undefined && { username }), ...(chat.forum && { is_forum: true }) }
    case 'channel':
      return { id, type, title, ...(username !== undefined && { username }) }
  }
}

function fileView({ id, uniqueId, size, name, mime }: StoredFile): JsonObject {
  return {
    file_id: id,
    file_unique_id: uniqueId,
    file_size: size,
    ...(name !== undefined && { file_name: name }),
    ...(mime !== undefined && { mime_type: mime }),
  }
}

function photoView({ id, uniqueId, size }: StoredFile, side: number): JsonObject {
  return { file_id: id, file_unique_id: uniqueId, file_size: size, width: side, height: side }
}

function mediaView({ kind, file, thumb, duration = DEFAULT_DURATION_S, emoji = '👍' }: MessageMedia): JsonObject {
  const view = fileView(file)
  const square = { width: PHOTO_SIDE, height: PHOTO_SIDE }
  switch (kind) {
    case 'photo':
      return { photo: [...(thumb === undefined ? [] : [photoView(thumb, THUMB_SIDE)]), photoView(file, PHOTO_SIDE)] }
    case 'document':
      return { document: view }
    case 'voice':
      return { voice: { ...view, duration } }
    case 'audio':
      return { audio: { ...view, duration } }
    case 'video':
      return { video: { ...view, ...square, duration } }
    case 'video_note':
      return { video_note: { ...view, length: PHOTO_SIDE, duration } }
    case 'animation':
      return { animation: { ...view, ...square, duration }, document: view }
    case 'sticker':
      return { sticker: { ...view, ...square, type: 'regular', is_animated: false, is_video: false, emoji } }
  }
}

function textView({ media, now }: ChatMessage): JsonObject {
  const { text, entities, preview, markup } = now
  const marked = entities.length > 0
  return {
    ...(media === undefined
      ? { ...(text !== '' && { text }), ...(marked && { entities }) }
      : { ...(text !== '' && { caption: text }), ...(marked && { caption_entities: entities }) }),
    ...(preview !== undefined && { link_preview_options: preview }),
    ...(markup.inline !== undefined && { reply_markup: markup.inline }),
  }
}

/** What a message in a topic seems to reply to when it replies to nothing: the message that opened the topic. */
function repliedTo({ origin, chat }: ChatMessage): ChatMessage | undefined {
  if (origin.replyTo !== undefined || origin.inTopic !== true) return origin.replyTo
  const root = origin.thread === undefined ? undefined : chat.topics.get(origin.thread)?.root
  return root?.id === origin.id ? undefined : root
}

/** A message. The one that it replies to is in it, but not the one that that one replies to. */
export function messageView(message: ChatMessage, withReply = true): JsonObject {
  const { origin, chat } = message
  const reply = withReply ? repliedTo(message) : undefined
  return {
    message_id: origin.id,
    ...(origin.thread !== undefined && { message_thread_id: origin.thread }),
    ...(origin.inTopic === true && { is_topic_message: true }),
    ...(origin.from !== undefined && { from: origin.from }),
    ...(origin.senderChat !== undefined && { sender_chat: chatView(origin.senderChat) }),
    chat: chatView(chat),
    date: seconds(origin.at),
    ...(message.edits > 0 && { edit_date: seconds(message.now.at) }),
    ...(origin.album !== undefined && { media_group_id: origin.album }),
    ...(reply !== undefined && { reply_to_message: messageView(reply, false) }),
    ...(origin.quote !== undefined && { quote: { text: origin.quote, position: 0, is_manual: true } }),
    ...origin.extra,
    ...(origin.media !== undefined && mediaView(origin.media)),
    ...textView(message),
    ...origin.service,
  }
}

/** A message that can no longer be read. */
export function inaccessibleView({ chat, id }: ChatMessage): JsonObject {
  return { chat: chatView(chat), message_id: id, date: 0 }
}

/** Somebody in a chat. */
export function memberView({ user, status, rights, canSend }: Member): JsonObject {
  switch (status) {
    case 'creator':
      return { user, status, is_anonymous: false }
    case 'administrator': {
      const allowed = ALL_RIGHTS.map((right) => [right, rights.includes(right)])
      const others = ['can_manage_chat', 'can_invite_users', 'can_change_info'].map((right) => [right, true])
      return { user, status, is_anonymous: false, can_be_edited: false, ...Object.fromEntries([...others, ...allowed]) }
    }
    case 'restricted':
      return {
        user,
        status,
        is_member: true,
        until_date: 0,
        can_send_messages: canSend,
        can_send_other_messages: canSend,
      }
    case 'kicked':
      return { user, status, until_date: 0 }
    case 'member':
    case 'left':
      return { user, status }
  }
}
