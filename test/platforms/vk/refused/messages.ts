import { cancelKeyboard, say } from '../scene.ts'
import { type RefusedCase, team } from './refused-case.ts'

const reply = (fields: object) => ({ forward: JSON.stringify(fields) })

/** What a message has to be. */
export const REFUSED_MESSAGES: readonly RefusedCase[] = [
  {
    rule: 'random.given',
    what: 'a message without random_id',
    code: 100,
    detail: 'random_id is a required parameter',
    run: (s) => say(s, { random_id: undefined }),
  },
  {
    rule: 'peer.given',
    what: 'a message to nobody',
    code: 100,
    detail: 'exactly one of peer_id, peer_ids, user_id and chat_id is needed',
    run: (s) => say(s, { peer_id: undefined }),
  },
  {
    rule: 'peer.given',
    what: 'a message to two kinds of peers',
    code: 100,
    detail: 'exactly one of peer_id, peer_ids, user_id and chat_id is needed',
    run: (s) => say(s, { user_id: s.ann.id }),
  },
  {
    rule: 'message.empty',
    what: 'a message of blanks',
    code: 100,
    detail: 'message is empty or invalid',
    run: (s) => say(s, { message: ' \n' }),
  },
  {
    rule: 'message.length',
    what: 'a message of 4097 units',
    code: 914,
    run: (s) => say(s, { message: 'x'.repeat(4_097) }),
  },
  {
    rule: 'format.data',
    what: 'a format beyond the text',
    code: 100,
    detail: 'format_data contains incorrect JSON',
    run: (s) =>
      say(s, { format_data: JSON.stringify({ version: '1', items: [{ type: 'bold', offset: 0, length: 3 }] }) }),
  },
  {
    rule: 'format.data',
    what: 'a format that there is not',
    code: 100,
    detail: 'format_data contains incorrect JSON',
    run: (s) =>
      say(s, { format_data: JSON.stringify({ version: '1', items: [{ type: 'code', offset: 0, length: 2 }] }) }),
  },
  {
    rule: 'format.data',
    what: 'a link without an address',
    code: 100,
    detail: 'format_data contains incorrect JSON',
    run: (s) =>
      say(s, { format_data: JSON.stringify({ version: '1', items: [{ type: 'url', offset: 0, length: 2 }] }) }),
  },
  {
    rule: 'attachment.shape',
    what: 'an attachment that is a URL',
    code: 100,
    detail: 'attachment is invalid',
    run: (s) => say(s, { attachment: 'https://example.org/a.png' }),
  },
  {
    rule: 'attachment.shape',
    what: 'eleven attachments',
    code: 100,
    detail: 'attachment has too many items',
    run: (s) => say(s, { attachment: Array(11).fill('photo1_1').join() }),
  },
  {
    rule: 'attachment.found',
    what: 'a photo that there is not',
    code: 100,
    detail: 'attachment is not found',
    run: (s) => say(s, { attachment: 'photo-1_1' }),
  },
  {
    rule: 'forward.shape',
    what: 'a misspelt field of forward',
    code: 100,
    detail: 'forward is invalid',
    run: (s) => say(s, reply({ peer_id: s.chat.peerId, cmid: [1], is_reply: true })),
  },
  {
    rule: 'forward.shape',
    what: 'a forward of nothing',
    code: 100,
    detail: 'forward names no message',
    run: (s) => say(s, reply({ peer_id: s.chat.peerId })),
  },
  {
    rule: 'forward.shape',
    what: 'a reply to two messages',
    code: 100,
    detail: 'a reply is to one message of the chat',
    run: (s) => {
      for (const text of ['one', 'two']) s.ann.sends(s.chat, text)
      return say(s, reply({ peer_id: s.chat.peerId, conversation_message_ids: [1, 2], is_reply: true }))
    },
  },
  {
    rule: 'forward.shape',
    what: 'a reply to a message of another chat',
    code: 100,
    detail: 'a reply is to one message of the chat',
    run: (s) => {
      const other = team(s)
      s.ann.sends(other, 'there')
      return say(s, reply({ peer_id: other.peerId, conversation_message_ids: [1], is_reply: true }))
    },
  },
  {
    rule: 'forward.found',
    what: 'a reply to what is deleted',
    code: 100,
    detail: 'forward message is not found',
    run: (s) => {
      s.ann.deletes(s.ann.sends(s.chat, 'gone'))
      return say(s, reply({ peer_id: s.chat.peerId, conversation_message_ids: [1], is_reply: true }))
    },
  },
  {
    rule: 'keyboard.feature',
    what: 'a keyboard where bot capabilities are off',
    code: 912,
    options: { community: { botCapabilities: false } },
    run: (s) => say(s, { keyboard: cancelKeyboard() }),
  },
  {
    rule: 'flood.same',
    what: 'the same text for the 21st time in a minute',
    code: 9,
    run: async (s) => {
      for (let sent = 0; sent < 20; sent += 1) {
        await say(s)
        s.clock.advance(100)
      }
      return say(s)
    },
  },
]
