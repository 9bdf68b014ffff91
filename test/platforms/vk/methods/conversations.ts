import type { JsonObject } from '../../kit/json.ts'
import type { Chat } from '../chat.ts'
import type { Community } from '../community.ts'
import { ERROR_CODE } from '../error-code.ts'
import { Refused } from '../refusal.ts'
import { messageView } from '../views.ts'
import { visibleChat } from './access.ts'
import { messageById } from './content.ts'
import type { Method, MethodContext } from './method.ts'

const FIRST_CHAT_PEER = 2_000_000_000
const DEFAULT_MEMBERS = 20

function administered({ platform, community }: MethodContext, peerId: number): Chat {
  const chat = visibleChat(platform, community, peerId)
  if (chat.kind === 'chat' && !chat.isAdmin(community)) throw new Refused('peer.admin', ERROR_CODE.noChatAccess)
  return chat
}

function conversationView(chat: Chat, community: Community): JsonObject {
  const id = chat.peerIdFor(community) ?? chat.peerId
  const direct = chat.kind === 'direct'
  const peer = { id, type: direct ? 'user' : 'chat', local_id: direct ? id : id - FIRST_CHAT_PEER }
  const last = chat.history.at(-1)
  const base = {
    peer,
    last_message_id: last?.origin.id ?? 0,
    last_conversation_message_id: last?.cmid ?? 0,
    can_write: { allowed: !(direct ? community.denied.has(id) : chat.disabled || !chat.writing) },
  }
  if (direct) return base
  const inside = [...chat.members].filter(([, { state }]) => state === 'in')
  const owner = inside.find(([, member]) => member.owner)?.[0] ?? 0
  const settings = {
    owner_id: owner,
    title: chat.title,
    members_count: inside.length,
    state: chat.members.get(community.ownerId)?.state,
    admin_ids: inside.filter(([, { admin }]) => admin).map(([ownerId]) => ownerId),
    active_ids: inside.map(([ownerId]) => ownerId),
  }
  return { ...base, chat_settings: settings }
}

/** `messages.getConversationsById` */
export const getConversationsById: Method = (context) => {
  const chats = context.params.integers('peer_ids').map((peerId) => administered(context, peerId))
  return { count: chats.length, items: chats.map((chat) => conversationView(chat, context.community)) }
}

/** `messages.getConversationMembers` */
export const getConversationMembers: Method = (context) => {
  const { params, platform } = context
  const chat = administered(context, params.integer('peer_id'))
  const inside = [...chat.members].filter(([, { state }]) => state === 'in')
  const offset = params.integer('offset')
  const shown = inside.slice(offset, offset + (params.integer('count') || DEFAULT_MEMBERS))
  const items = shown.map(([ownerId, { admin, owner }]) => ({
    member_id: ownerId,
    join_date: 0,
    ...((admin || owner) && { is_admin: true }),
    ...(owner && { is_owner: true }),
  }))
  const profiles = shown.flatMap(([ownerId]) => {
    const person = platform.people.get(ownerId)
    return person === undefined ? [] : [{ id: person.id, first_name: person.firstName, last_name: person.lastName }]
  })
  return { count: inside.length, items, profiles, groups: [] }
}

/** `messages.getByConversationMessageId` */
export const getByConversationMessageId: Method = ({ platform, community, params }) => {
  const chat = visibleChat(platform, community, params.integer('peer_id'))
  const found = params.integers('conversation_message_ids').flatMap((cmid) => chat.message(cmid) ?? [])
  return { count: found.length, items: found.map((message) => messageView(message, chat, community)) }
}

/** `messages.getById` */
export const getMessagesById: Method = ({ platform, community, params }) => {
  if (params.has('cmids')) {
    const chat = visibleChat(platform, community, params.integer('peer_id'))
    const found = params.integers('cmids').flatMap((cmid) => chat.message(cmid) ?? [])
    return { count: found.length, items: found.map((message) => messageView(message, chat, community)) }
  }
  const items = params.integers('message_ids').flatMap((id) => {
    const message = messageById(community, id)
    const chat = [...community.directChats.values()].find(({ messages }) => message && messages.includes(message))
    return message === undefined || chat === undefined ? [] : [messageView(message, chat, community)]
  })
  return { count: items.length, items }
}
