import { call } from '../scene.ts'
import { group, type RefusedCase } from './refused-case.ts'

/** Typing and drafts. */
export const REFUSED_TYPING: readonly RefusedCase[] = [
  {
    rule: 'typing.action',
    what: 'an action there is not',
    words: 'wrong parameter action in request',
    run: (s) => call(s, 'sendChatAction', { chat_id: s.chat.id, action: 'thinking' }),
  },
  {
    rule: 'typing.chat',
    what: 'typing in a channel',
    words: 'CHAT_ACTION_NOT_SUPPORTED',
    run: (s) => s.api.sendChatAction(s.telegram.channel({ admins: [s.ann, s.bot] }).id, 'typing'),
  },
  {
    rule: 'draft.chat',
    what: 'a draft in a group',
    words: 'TEXTDRAFT_PEER_INVALID',
    run: (s) => s.api.sendMessageDraft(group(s).id, 1, 'Hi'),
  },
  {
    rule: 'draft.id',
    what: 'a draft without an id',
    words: 'draft_id must be non-zero',
    run: (s) => s.api.sendMessageDraft(s.chat.id, 0, 'Hi'),
  },
]
