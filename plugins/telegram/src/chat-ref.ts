import type { Chat } from '@grammyjs/types'
import type { ChatRef, Json } from '@holdline/bridge'

/** The channel's name in addresses. */
export const CHANNEL = 'telegram'

/** A message of Telegram as the core keeps it: to reply to (as a string) or to change (as JSON). */
export interface MessageRef {
  readonly chat: number
  readonly message: number
}

/** What a message says of the topic it stands in. */
interface InTopic {
  readonly is_topic_message?: boolean
  readonly message_thread_id?: number
}

/**
 * The address of a chat, down to the topic. A thread of replies in a group without topics is no topic, though it has a
 * `message_thread_id` too; nor is the General topic, which never has one.
 */
export function chatRefOf(account: string, chat: Pick<Chat, 'id' | 'type'>, message: InTopic = {}): ChatRef {
  const { is_topic_message: inTopic, message_thread_id: thread } = message
  return {
    channel: CHANNEL,
    account,
    kind: chat.type === 'private' ? 'direct' : 'group',
    chat: String(chat.id),
    ...(inTopic === true && thread !== undefined ? { thread: String(thread) } : {}),
  }
}

/**
 * A message as a string. It holds its chat, since a message's number means nothing in the supergroup that its group may
 * become: there it would be some other message.
 */
export function replyRefOf({ chat, message }: MessageRef): string {
  return `${chat}/${message}`
}

/** The number of the message that a reply goes to, if it is a message of this chat. */
export function repliedMessage(ref: string | undefined, chat: ChatRef): number | undefined {
  const [, chatId, message] = /^(-?\d+)\/(\d+)$/.exec(ref ?? '') ?? []
  return chatId === chat.chat ? Number(message) : undefined
}

/** A message of ours that a notice stands in, read back from the store; `undefined` when it is none. */
export function messageRefOf(ref: Json): MessageRef | undefined {
  if (typeof ref !== 'object' || ref === null || !('chat' in ref) || !('message' in ref)) return undefined
  const { chat, message } = ref
  return typeof chat === 'number' && typeof message === 'number' ? { chat, message } : undefined
}
