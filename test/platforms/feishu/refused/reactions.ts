import { group, newest, type RefusedCase, react, say, unreact } from './refused-case.ts'

/** Reactions that cannot be put or taken back. */
export const REFUSED_REACTIONS: readonly RefusedCase[] = [
  {
    rule: 'reaction.type',
    what: 'an emoji itself',
    code: 231001,
    run: (s) => react(s, s.ann.sends(s.chat, 'Hello'), '👀'),
  },
  {
    rule: 'reaction.member',
    what: 'a reaction where the bot is not',
    code: 231002,
    run: (s) => {
      const chat = group(s)
      const message = s.ann.sends(chat, 'Hello')
      s.ann.removes(chat, s.bot)
      return react(s, message)
    },
  },
  {
    rule: 'message.gone',
    what: 'a reaction on a message that was recalled',
    code: 231003,
    run: (s) => {
      const message = s.ann.sends(s.chat, 'Hello')
      s.ann.recalls(message)
      return react(s, message)
    },
  },
  {
    rule: 'reaction.own',
    what: 'taking back what Ann has put there',
    code: 231007,
    run: async (s) => {
      await say(s)
      s.ann.reacts(newest(s), 'THUMBSUP')
      return unreact(s, newest(s), newest(s).reactions[0]?.id ?? '')
    },
  },
  {
    rule: 'reaction.message',
    what: 'taking a reaction from another message',
    code: 231010,
    run: async (s) => {
      const result = await react(s, s.ann.sends(s.chat, 'Hello'))
      return unreact(s, s.ann.sends(s.chat, 'Hello again'), result.data?.reaction_id ?? '')
    },
  },
  {
    rule: 'reaction.gone',
    what: 'taking back what was taken back before',
    code: 231011,
    run: async (s) => {
      const message = s.ann.sends(s.chat, 'Hello')
      const { data } = await react(s, message)
      const id = data?.reaction_id ?? ''
      await unreact(s, message, id)
      return unreact(s, message, id)
    },
  },
  {
    rule: 'reaction.id',
    what: 'taking back what is not there',
    code: 231011,
    run: (s) => unreact(s, s.ann.sends(s.chat, 'Hello'), 'ZCa0'),
  },
]
