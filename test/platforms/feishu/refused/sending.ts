import { card, clientOf, to } from '../scene.ts'
import { call, group, newest, type RefusedCase, reply, say, sayCard } from './refused-case.ts'

const KIBIBYTE = 1024

/** Messages that cannot be sent. */
export const REFUSED_SENDING: readonly RefusedCase[] = [
  {
    rule: 'method.known',
    what: 'a method there is not',
    code: 404,
    status: 404,
    run: (s) => call(s, 'GET', '/im/v1/pins'),
  },
  {
    rule: 'params.given',
    what: 'no kind of receiver',
    code: 99992402,
    words: 'receive_id_type',
    run: (s) => call(s, 'POST', '/im/v1/messages', { data: to(s.chat, 'text', { text: 'Hi' }).data }),
  },
  {
    rule: 'params.shape',
    what: 'a kind of receiver there is not',
    code: 230001,
    run: (s) => {
      const { data } = to(s.chat, 'text', { text: 'Hi' })
      return call(s, 'POST', '/im/v1/messages', { params: { receive_id_type: 'room' }, data })
    },
  },
  {
    rule: 'bot.ability',
    what: 'a bot that is switched off',
    code: 230006,
    run: (s) => {
      s.bot.enabled = false
      return say(s)
    },
  },
  {
    rule: 'scope.im',
    what: 'an app without the scope',
    code: 230027,
    run: (s) => {
      s.bot.setScope('im:message', false)
      return say(s)
    },
  },
  {
    rule: 'audit.dlp',
    what: 'what does not pass the audit',
    code: 230028,
    options: { forbidden: /secret/ },
    run: (s) => say(s, 'text', { text: 'a secret' }),
  },
  {
    rule: 'rate.system',
    what: 'what is too much for the system',
    code: 11232,
    run: (s) => {
      s.feishu.fail('message.create', { code: 11232 })
      return say(s)
    },
  },
  {
    rule: 'chat.found',
    what: 'a chat there is not',
    code: 230001,
    run: (s) => say(s, 'text', { text: 'Hi' }, { id: 'oc_0' }),
  },
  {
    rule: 'chat.id',
    what: 'the members of a chat there is not',
    code: 232006,
    run: (s) => call(s, 'GET', '/im/v1/chats/oc_0/members'),
  },
  {
    rule: 'chat.operator',
    what: 'the members of a group that the bot is not in',
    code: 232011,
    run: (s) => call(s, 'GET', `/im/v1/chats/${group(s, { bots: [] }).id}/members`),
  },
  {
    rule: 'chat.openid',
    what: 'the id by which another app knows Ann',
    code: 99992361,
    run: (s) => {
      const other = s.feishu.account()
      const data = { ...to(s.chat, 'text', { text: 'Hi' }).data, receive_id: s.ann.openId(other) }
      return s.client.im.v1.message.create({ params: { receive_id_type: 'open_id' }, data })
    },
  },
  {
    rule: 'chat.member',
    what: 'a group that the bot was taken out of',
    code: 230002,
    run: (s) => {
      const chat = group(s)
      s.ann.removes(chat, s.bot)
      return say(s, 'text', { text: 'Hi' }, chat)
    },
  },
  {
    rule: 'chat.available',
    what: 'a person whom the bot may not write to',
    code: 230013,
    run: (s) => {
      s.ann.setReachable(false)
      return say(s)
    },
  },
  {
    rule: 'message.id',
    what: 'a reply to a message there is not',
    code: 99992354,
    run: (s) => reply(s, { id: 'om_0:reaction:SMILE' }),
  },
  {
    rule: 'message.withdrawn',
    what: 'a reply to a message that was recalled',
    code: 230011,
    run: (s) => {
      const question = s.ann.sends(s.chat, 'Hello')
      s.ann.recalls(question)
      return reply(s, question)
    },
  },
  {
    rule: 'message.gone',
    what: 'a reply to a message that is gone',
    code: 231003,
    run: (s) => {
      const question = s.ann.sends(s.chat, 'Hello')
      s.feishu.erase(question)
      return reply(s, question)
    },
  },
  {
    rule: 'uuid.length',
    what: 'a uuid of 51 characters',
    code: 99992402,
    run: (s) => s.client.im.v1.message.create(to(s.chat, 'text', { text: 'Hi' }, { uuid: 'u'.repeat(51) })),
  },
  { rule: 'content.shape', what: 'a text that is none', code: 230001, run: (s) => say(s, 'text', { txt: 'Hi' }) },
  {
    rule: 'content.shape',
    what: 'a rich text without a language',
    code: 230001,
    words: 'invalid message content',
    run: (s) => say(s, 'post', { title: '', content: [[{ tag: 'text', text: 'Hi' }]] }),
  },
  {
    rule: 'content.shape',
    what: 'a rich text with an element there is not',
    code: 230001,
    run: (s) => say(s, 'post', { zh_cn: { content: [[{ tag: 'bold', text: 'Hi' }]] } }),
  },
  { rule: 'content.type', what: 'a kind of message there is not', code: 230001, run: (s) => say(s, 'markdown', {}) },
  { rule: 'content.empty', what: 'an empty text', code: 230001, run: (s) => say(s, 'text', { text: ' ' }) },
  {
    rule: 'content.length',
    what: 'a text over 150 KB',
    code: 230025,
    run: (s) => say(s, 'text', { text: '字'.repeat(50 * KIBIBYTE) }),
  },
  {
    rule: 'content.length',
    what: 'a rich text over 30 KB',
    code: 230025,
    run: (s) => say(s, 'post', { zh_cn: { content: [[{ tag: 'text', text: 'x'.repeat(30 * KIBIBYTE) }]] } }),
  },
  {
    rule: 'content.length',
    what: 'a card over 30 KB',
    code: 230025,
    run: (s) => sayCard(s, card('x'.repeat(15 * KIBIBYTE))),
  },
  {
    rule: 'content.resource',
    what: 'a picture that the bot has not uploaded',
    code: 230017,
    run: (s) => say(s, 'image', { image_key: 'img_v3_0' }),
  },
  {
    rule: 'message.own',
    what: 'taking back what another bot has sent',
    code: 230012,
    run: async (s) => {
      const other = s.feishu.account()
      const chat = group(s, { bots: [s.bot, other] })
      await clientOf(s.url, other).im.v1.message.create(to(chat, 'text', { text: 'Hi' }))
      return s.client.im.v1.message.delete({ path: { message_id: newest({ chat }).id } })
    },
  },
]
