import type { Chat } from '../chat.ts'
import type { Community } from '../community.ts'
import { ERROR_CODE } from '../error-code.ts'
import type { Platform } from '../platform.ts'
import { Refused } from '../refusal.ts'

const FIRST_CHAT_PEER = 2_000_000_000

/** Whether a peer is a chat of several. */
export function isChatPeer(peerId: number): boolean {
  return peerId > FIRST_CHAT_PEER
}

/** A chat that the community knows. */
export function knownChat(platform: Platform, community: Community, peerId: number): Chat {
  const chat = platform.chatOf(community, peerId)
  if (chat !== undefined) return chat
  if (isChatPeer(peerId)) throw new Refused('peer.found', ERROR_CODE.noChat)
  // A person who never wrote to the community.
  if (platform.people.has(peerId)) throw new Refused('peer.allowed', ERROR_CODE.notAllowed)
  throw new Refused('peer.found', ERROR_CODE.noContact)
}

/** A chat that the community may look into. */
export function visibleChat(platform: Platform, community: Community, peerId: number): Chat {
  const chat = knownChat(platform, community, peerId)
  const state = chat.members.get(community.ownerId)?.state
  if (state === 'kicked') throw new Refused('peer.access', ERROR_CODE.noChatAccess)
  if (state === 'left') throw new Refused('peer.left', ERROR_CODE.left)
  return chat
}

/** A chat that the community may write to. */
export function writableChat(platform: Platform, community: Community, peerId: number): Chat {
  const chat = visibleChat(platform, community, peerId)
  if (chat.kind === 'direct') {
    if (community.blacklist.has(peerId)) throw new Refused('peer.blacklisted', ERROR_CODE.blacklisted)
    if (community.denied.has(peerId)) throw new Refused('peer.allowed', ERROR_CODE.notAllowed)
    return chat
  }
  if (chat.disabled) throw new Refused('peer.disabled', ERROR_CODE.chatDisabled)
  if (!chat.writing && !chat.isAdmin(community)) throw new Refused('peer.writing', ERROR_CODE.writingDisabled)
  return chat
}
