// Every rule that this platform enforces: what it is called, who says so, and whose fault it is when a call meets it.
// The server and the msw handlers refuse by the same rules, in the same words. What a source says:
//   docs      dev.vk.com, the page that is named
//   schema    the official JSON schema, VKCOM/vk-api-schema at 0efe478 (5.199): method or object, and errors.json
//   facts     the measured and read facts about VK and vk-io
//   own       stricter than the platform, because a bot that trips over it has a bug; or its words are not documented

import type { Blame } from '../kit/blame.ts'

interface Rule {
  readonly source: string
  readonly blame: Blame
}

const BOT = 'bot' satisfies Blame
const NOBODY = 'nobody' satisfies Blame

/** The rules by name. */
export const RULES = {
  'method.known': { blame: BOT, source: 'schema: error 3; own for methods that VK has and this server has not' },
  'version.given': { blame: BOT, source: 'docs, api-requests: "v", error 8' },
  'version.supported': { blame: BOT, source: 'schema: 5.199; own: no other version is spoken here' },
  'token.valid': { blame: NOBODY, source: 'schema: error 5' },
  'token.rights': { blame: NOBODY, source: 'schema: error 15; docs, access-permissions' },
  'community.own': { blame: NOBODY, source: 'schema: error 15' },
  'param.known': { blame: BOT, source: 'own: VK ignores what it does not know, and so a misspelt parameter is lost' },
  'param.required': { blame: BOT, source: 'schema: "required", error 100' },
  'param.value': { blame: BOT, source: 'schema: types, enums, minimum, maximum, error 100' },
  'param.length': { blame: BOT, source: 'schema: maxLength and maxItems, error 100' },

  'random.given': { blame: BOT, source: 'docs, messages.send: random_id; facts: error 100 is widely reported' },
  'random.range': { blame: BOT, source: 'docs, messages.send: random_id is an int32; own: noted, not refused' },
  'random.zero': { blame: BOT, source: 'facts: 0 is not de-duplicated; own: noted, not refused' },
  'random.reused': { blame: BOT, source: 'facts: ids must differ per message; own: noted, the message is swallowed' },

  'peer.given': { blame: BOT, source: 'docs, messages.send: one of peer_id, peer_ids, user_id, chat_id' },
  'peer.found': { blame: BOT, source: 'schema: errors 927 and 936' },
  'peer.allowed': { blame: NOBODY, source: 'schema: error 901' },
  'peer.blacklisted': { blame: NOBODY, source: 'schema: error 900' },
  'peer.access': { blame: NOBODY, source: 'schema: error 917' },
  'peer.left': { blame: NOBODY, source: 'schema: error 922' },
  'peer.disabled': { blame: NOBODY, source: 'schema: error 945' },
  'peer.writing': { blame: NOBODY, source: 'schema: error 1012; facts: 983' },
  'peer.admin': { blame: NOBODY, source: 'docs, messages.getConversationMembers: needs an administrator; error 917' },

  'message.empty': { blame: BOT, source: 'docs, messages.send: message or attachment, error 100' },
  'message.length': { blame: BOT, source: 'facts: 4096; schema: error 914' },
  'format.data': { blame: BOT, source: 'docs, objects/message: format_data; vknet/vk#1625: error 100' },
  'attachment.shape': { blame: BOT, source: 'docs, messages.send: <type><owner_id>_<media_id>, at most 10; error 100' },
  'attachment.found': { blame: BOT, source: 'schema: error 100' },
  'forward.shape': { blame: BOT, source: 'schema: messages_forward; own for the words' },
  'forward.found': { blame: NOBODY, source: 'schema: error 100' },

  'keyboard.shape': { blame: BOT, source: 'docs, bots keyboard; error 911' },
  'keyboard.size': { blame: BOT, source: 'docs, bots keyboard: inline 10 buttons, 5 x 6; otherwise 40, 5 x 10' },
  'keyboard.feature': { blame: NOBODY, source: 'schema: error 912' },
  'button.action': { blame: BOT, source: 'docs, bots keyboard: action.type' },
  'button.label': { blame: BOT, source: 'docs, bots keyboard: at most 40 characters' },
  'button.payload': { blame: BOT, source: 'docs, bots keyboard: JSON of at most 255; facts: in bytes' },
  'button.color': { blame: BOT, source: 'docs, bots keyboard: four colours, for text and callback buttons' },
  'button.field': { blame: BOT, source: 'own' },

  'edit.given': { blame: BOT, source: 'docs, messages.edit: message_id or cmid' },
  'edit.found': { blame: NOBODY, source: 'schema: error 100' },
  'edit.keyboard': {
    blame: BOT,
    source: 'facts: whether an edit without a word of the keyboard keeps it is unknown; own: noted, not refused',
  },
  'edit.kind': { blame: BOT, source: 'schema: error 920' },
  'edit.expired': { blame: NOBODY, source: 'schema: error 909' },
  'delete.all': { blame: NOBODY, source: 'schema: error 924' },

  'event.answered': { blame: BOT, source: 'docs, callback buttons: the button spins until it is answered, 1 minute' },
  'event.late': { blame: BOT, source: 'docs, messages.sendMessageEventAnswer: event_id lives for a minute' },
  'event.twice': { blame: BOT, source: 'docs, messages.sendMessageEventAnswer; own for the words' },
  'event.match': { blame: BOT, source: 'docs, messages.sendMessageEventAnswer: user_id and peer_id of the event' },
  'event.data': { blame: BOT, source: 'docs, callback buttons: show_snackbar, open_link, open_app; text at most 90' },

  'rate.calls': { blame: BOT, source: 'docs, api-requests: 20 a second for a community; error 6' },
  'flood.same': { blame: BOT, source: 'schema: error 9, "too many similar actions"; own for the number' },
  'flood.retry': { blame: BOT, source: 'own: after 9 or 14, the same call at once makes it worse; noted, not refused' },

  'poll.enabled': { blame: NOBODY, source: 'docs, bots-long-poll: it is switched on in the settings; error 100' },
  'poll.params': { blame: BOT, source: 'docs, bots-long-poll: act=a_check, key, ts, wait up to 90' },
  'poll.key': { blame: BOT, source: 'docs, bots-long-poll: the key is that of groups.getLongPollServer' },
  'poll.ts': { blame: BOT, source: 'docs, bots-long-poll: ts is that of the last answer, a new one after failed 3' },
  'poll.skipped': { blame: BOT, source: 'facts: a new ts after failed 2 loses events; own: noted' },
  'poll.single': { blame: BOT, source: 'facts: two loops handle every event twice; own: noted' },

  'callback.server': { blame: NOBODY, source: 'schema: groups.setCallbackSettings, server_id' },

  'upload.field': { blame: BOT, source: 'docs, upload: photo or file, as multipart/form-data' },
  'upload.saved': { blame: BOT, source: 'docs, upload: what the upload server answered is saved as it is; error 100' },

  'execute.code': { blame: BOT, source: 'docs, execute: error 12; own: a list of calls and nothing else' },
  'execute.calls': { blame: BOT, source: 'docs, execute: at most 25 calls; error 13' },
} as const satisfies Record<string, Rule>

/** The name of a rule. */
export type RuleName = keyof typeof RULES
