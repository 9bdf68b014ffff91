import { call, type Scene, say } from '../scene.ts'
import type { RefusedCase } from './refused-case.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

const edit = (s: Scene, params: object) =>
  call(s, 'messages.edit', { peer_id: s.chat.peerId, message: 'New', ...params })

/** Edits and deletions. */
export const REFUSED_EDITS: readonly RefusedCase[] = [
  {
    rule: 'edit.given',
    what: 'an edit of nothing',
    code: 100,
    detail: 'message_id is undefined',
    run: (s) => edit(s, {}),
  },
  {
    rule: 'edit.given',
    what: 'a deletion of nothing',
    code: 100,
    detail: 'message_ids is undefined',
    run: (s) => call(s, 'messages.delete'),
  },
  {
    rule: 'edit.found',
    what: 'an edit of what is not there',
    code: 100,
    detail: 'cmid is invalid',
    run: (s) => edit(s, { cmid: 99 }),
  },
  {
    rule: 'edit.kind',
    what: "an edit of somebody else's message",
    code: 920,
    run: (s) => edit(s, { cmid: s.ann.sends(s.chat, 'mine').cmid }),
  },
  {
    rule: 'edit.kind',
    what: 'an edit of a sticker',
    code: 920,
    run: async (s) => {
      await say(s, { sticker_id: 1, message: undefined })
      return edit(s, { cmid: 1 })
    },
  },
  {
    rule: 'edit.expired',
    what: 'an edit of yesterday',
    code: 909,
    run: async (s) => {
      await say(s)
      s.clock.advance(DAY_MS + 1)
      return edit(s, { cmid: 1 })
    },
  },
  {
    rule: 'message.empty',
    what: 'an edit to nothing',
    code: 100,
    detail: 'message is empty or invalid',
    run: async (s) => {
      await say(s)
      return edit(s, { cmid: 1, message: '' })
    },
  },
  {
    rule: 'delete.all',
    what: "the deletion of somebody else's message for all",
    code: 924,
    run: (s) => {
      const { origin } = s.ann.sends(s.chat, 'mine')
      return call(s, 'messages.delete', { message_ids: origin.id, delete_for_all: 1 })
    },
  },
]
