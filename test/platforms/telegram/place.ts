import { type Chat, type ChatMessage, GENERAL_THREAD } from './chat.ts'

/** Where a message stands: in a topic, or in the thread of replies that a supergroup has without topics, too. */
export interface Place {
  readonly thread?: number
  readonly inTopic?: boolean
}

/** Finds the place of a message by what it names and what it replies to. */
export function placeOf(chat: Chat, thread: number | undefined, replyTo: ChatMessage | undefined): Place {
  if (chat.forum || (chat.type === 'private' && chat.topics.size > 0)) {
    const topic = thread ?? replyTo?.thread
    return topic === undefined || topic === GENERAL_THREAD ? {} : { thread: topic, inTopic: true }
  }
  if (chat.type !== 'supergroup' || replyTo === undefined) return {}
  return { thread: replyTo.thread ?? replyTo.id }
}
