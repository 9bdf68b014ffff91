import type { Scene } from '../scene.ts'
import { group, type RefusedCase, say } from './refused-case.ts'

const forum = (scene: Scene) => {
  const chat = group(scene, { topics: ['Support'] })
  const thread = [...chat.topics.keys()].at(-1) ?? 0
  return { chat, thread, at: { chat_id: chat.id, message_thread_id: thread } }
}

/** Topics and replies. */
export const REFUSED_THREADS: readonly RefusedCase[] = [
  {
    rule: 'thread.general',
    what: 'the General topic by its number',
    words: 'message thread not found',
    run: (s) => say(s, { ...forum(s).at, message_thread_id: 1 }),
  },
  {
    rule: 'thread.found',
    what: 'a topic there is not',
    words: 'message thread not found',
    run: (s) => say(s, { ...forum(s).at, message_thread_id: 99 }),
  },
  {
    rule: 'thread.closed',
    what: 'a closed topic',
    words: 'TOPIC_CLOSED',
    run: (s) => {
      const { chat, thread, at } = forum(s)
      s.ann.closesTopic(chat, thread)
      return say(s, at)
    },
  },
  {
    rule: 'reply.found',
    what: 'a reply to a message there is not',
    words: 'message to be replied not found',
    run: (s) => say(s, { reply_parameters: { message_id: 9 } }),
  },
  {
    rule: 'reply.shape',
    what: 'a quote that the message has not',
    words: 'QUOTE_TEXT_INVALID',
    run: (s) => say(s, { reply_parameters: { message_id: s.ann.sends(s.chat, 'One').id, quote: 'Two' } }),
  },
]
