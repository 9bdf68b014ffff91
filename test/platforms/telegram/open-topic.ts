import type { Chat } from './chat.ts'
import type { Participant } from './participant.ts'
import type { Platform } from './platform.ts'

const TOPIC_COLOR = 7_322_096

/** Opens a topic as a person or a bot. */
export function openTopic(platform: Platform, chat: Chat, by: Participant, name: string): number {
  const service = { forum_topic_created: { name, icon_color: TOPIC_COLOR } }
  const root = platform.post({ chat, from: by.user, author: by, service, thread: 'own', inTopic: true })
  chat.topics.set(root.id, { thread: root.id, name, closed: false, root })
  return root.id
}
