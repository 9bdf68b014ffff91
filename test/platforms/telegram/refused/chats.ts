import { call } from '../scene.ts'
import { group, type RefusedCase, say } from './refused-case.ts'

/** Chats that the bot may not write to. */
export const REFUSED_CHATS: readonly RefusedCase[] = [
  {
    rule: 'chat.given',
    what: 'no chat',
    words: 'chat_id is empty',
    run: (s) => call(s, 'sendMessage', { text: 'Hi' }),
  },
  { rule: 'chat.found', what: 'a chat there is not', words: 'chat not found', run: (s) => say(s, { chat_id: 1 }) },
  {
    rule: 'chat.found',
    what: 'a person who has not started the bot',
    words: 'chat not found',
    run: (s) => say(s, { chat_id: s.telegram.user().id }),
  },
  {
    rule: 'chat.blocked',
    what: 'a person who blocked the bot',
    code: 403,
    words: 'Forbidden: bot was blocked by the user',
    run: (s) => {
      s.ann.blocks()
      return say(s)
    },
  },
  {
    rule: 'chat.deactivated',
    what: 'a deleted account',
    code: 403,
    words: 'Forbidden: user is deactivated',
    run: (s) => {
      s.ann.deactivates()
      return say(s)
    },
  },
  {
    rule: 'chat.kicked',
    what: 'a group that threw the bot out',
    code: 403,
    words: 'Forbidden: bot was kicked from the group chat',
    run: (s) => {
      const chat = group(s)
      s.ann.kicks(chat, s.bot)
      return say(s, { chat_id: chat.id })
    },
  },
  {
    rule: 'chat.left',
    what: 'a group that the bot left',
    code: 403,
    words: 'Forbidden: bot is not a member of the supergroup chat',
    run: async (s) => {
      const chat = group(s, { type: 'supergroup' })
      await s.api.leaveChat(chat.id)
      return say(s, { chat_id: chat.id })
    },
  },
  {
    rule: 'chat.rights',
    what: 'a group that muted the bot',
    words: 'not enough rights to send text messages to the chat',
    run: (s) => {
      const chat = group(s)
      s.ann.restricts(chat, s.bot, { canSend: false })
      return say(s, { chat_id: chat.id })
    },
  },
  {
    rule: 'chat.members',
    what: 'admins of a private chat',
    words: 'there are no administrators in the private chat',
    run: (s) => s.api.getChatAdministrators(s.chat.id),
  },
  {
    rule: 'chat.user',
    what: 'a member there is not',
    words: 'user not found',
    run: (s) => s.api.getChatMember(s.chat.id, 5),
  },
  {
    rule: 'chat.leave',
    what: 'leaving a private chat',
    words: "chat can't be left",
    run: (s) => s.api.leaveChat(s.chat.id),
  },
]
