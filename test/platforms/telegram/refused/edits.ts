import { InputFile } from 'grammy'
import { call, type Scene } from '../scene.ts'
import { button, group, ownMessage, type RefusedCase, say } from './refused-case.ts'

const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content ' +
  'and reply markup of the message'
const edit = (scene: Scene, message_id: number, more: object = {}) =>
  call(scene, 'editMessageText', { chat_id: scene.chat.id, message_id, text: 'New', ...more })

/** Edits, deletions and reactions. */
export const REFUSED_EDITS: readonly RefusedCase[] = [
  {
    rule: 'edit.given',
    what: 'an edit of nothing',
    words: 'message identifier is not specified',
    run: (s) => call(s, 'editMessageText', { text: 'New' }),
  },
  {
    rule: 'edit.found',
    what: 'an edit of a deleted message',
    words: 'message to edit not found',
    run: async (s) => {
      const message = await ownMessage(s)
      s.ann.deletes(message)
      return edit(s, message.id)
    },
  },
  {
    rule: 'edit.own',
    what: "an edit of a person's message",
    words: "message can't be edited",
    run: (s) => edit(s, s.ann.sends(s.chat, 'Mine').id),
  },
  {
    rule: 'edit.kind',
    what: 'a text for a file',
    words: 'there is no text in the message to edit',
    run: async (s) => edit(s, (await s.api.sendDocument(s.chat.id, new InputFile(new Uint8Array(3)))).message_id),
  },
  {
    rule: 'edit.modified',
    what: 'an edit that changes nothing',
    words: NOT_MODIFIED,
    run: async (s) => edit(s, (await ownMessage(s)).id, { text: 'Hi' }),
  },
  {
    rule: 'edit.modified',
    what: 'the same keyboard again',
    words: NOT_MODIFIED,
    run: async (s) => {
      await say(s, button({}))
      return call(s, 'editMessageReplyMarkup', { chat_id: s.chat.id, message_id: s.chat.last?.id, ...button({}) })
    },
  },
  {
    rule: 'delete.given',
    what: 'a deletion of nothing',
    words: 'message identifier is not specified',
    run: (s) => call(s, 'deleteMessage', { chat_id: s.chat.id }),
  },
  {
    rule: 'delete.found',
    what: 'a second deletion',
    words: 'message to delete not found',
    run: async (s) => {
      const { id } = await ownMessage(s)
      await s.api.deleteMessage(s.chat.id, id)
      return s.api.deleteMessage(s.chat.id, id)
    },
  },
  {
    rule: 'delete.allowed',
    what: "a deletion of somebody's message",
    words: "message can't be deleted",
    run: (s) => {
      const chat = group(s)
      return s.api.deleteMessage(chat.id, s.ann.sends(chat, 'Mine').id)
    },
  },
  {
    rule: 'delete.allowed',
    what: 'a deletion after two days',
    words: "message can't be deleted for everyone",
    run: async (s) => {
      const { id } = await ownMessage(s)
      s.clock.advance(48 * 3_600_000)
      return s.api.deleteMessage(s.chat.id, id)
    },
  },
  {
    rule: 'reaction.found',
    what: 'a reaction to nothing',
    words: 'message to react not found',
    run: (s) => s.api.setMessageReaction(s.chat.id, 9, [{ type: 'emoji', emoji: '👍' }]),
  },
  {
    rule: 'reaction.kind',
    what: 'an emoji that is no reaction',
    words: 'REACTION_INVALID',
    run: (s) =>
      call(s, 'setMessageReaction', {
        chat_id: s.chat.id,
        message_id: s.ann.sends(s.chat, 'Hi').id,
        reaction: [{ type: 'emoji', emoji: '⏳' }],
      }),
  },
]
