import type { Chat } from './chat.ts'
import type { ChatMessage } from './chat-message.ts'
import type { Community } from './community.ts'

function mentions(message: ChatMessage, { id, screenName }: Community): boolean {
  const address = new RegExp(`\\[(?:club|public)${id}\\||@(?:club|public)${id}\\b|@${screenName}\\b`, 'i')
  return address.test(message.text)
}

/**
 * Whether a community gets a message: all of a direct chat; in a chat of several all as an administrator or with the
 * right to all messages, otherwise what mentions it, replies to it, comes from its button, or is about members.
 * Source: facts, §2.2, "Chats".
 */
export function hears(community: Community, chat: Chat, message: ChatMessage): boolean {
  if (!chat.has(community)) return false
  if (chat.kind === 'direct' || chat.isAdmin(community)) return true
  if (chat.members.get(community.ownerId)?.hearsAll === true) return true
  const replied = message.now.replyTo?.fromId === community.ownerId
  return replied || message.action !== undefined || message.origin.payload !== undefined || mentions(message, community)
}
