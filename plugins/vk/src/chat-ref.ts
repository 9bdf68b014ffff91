import type { ChatRef, Json } from '@holdline/bridge'
import { FIRST_CHAT_PEER } from './limits.ts'

/** The channel's name in addresses. */
export const CHANNEL = 'vk'

/**
 * A message of ours as the core keeps it, to change it later. `cmid`: its number in the conversation, which is what VK
 * edits by; the community-wide `message` is 0 in chats, and stands here only where VK told nothing else.
 */
export interface MessageRef {
  readonly peer: number
  readonly cmid?: number
  readonly message?: number
}

/** The address of a conversation: a person by their id, a chat by 2000000000 and its number. */
export function chatRefOf(account: string, peer: number): ChatRef {
  return { channel: CHANNEL, account, kind: peer > FIRST_CHAT_PEER ? 'group' : 'direct', chat: String(peer) }
}

/** What VK calls a chat. */
export function peerOf({ chat }: Pick<ChatRef, 'chat'>): number {
  return Number(chat)
}

/** A message as a string: what an answer replies to. It holds its conversation, where alone its number means something. */
export function replyRefOf(peer: number, cmid: number): string {
  return `${peer}/${cmid}`
}

/** The number of the message that a reply goes to, if it is a message of this conversation. */
export function repliedMessage(ref: string | undefined, chat: ChatRef): number | undefined {
  const [, peer, cmid] = /^(-?\d+)\/(\d+)$/.exec(ref ?? '') ?? []
  return peer === chat.chat ? Number(cmid) : undefined
}

/** A message of ours that a notice stands in, read back from the store; `undefined` when it is none. */
export function messageRefOf(ref: Json): MessageRef | undefined {
  if (typeof ref !== 'object' || ref === null || !('peer' in ref) || typeof ref.peer !== 'number') return undefined
  const { peer } = ref
  if ('cmid' in ref && typeof ref.cmid === 'number') return { peer, cmid: ref.cmid }
  return 'message' in ref && typeof ref.message === 'number' ? { peer, message: ref.message } : undefined
}
