// Every rule that this platform enforces: its error code, its words, who says so, and whose fault it is when a call meets it.
// The server and the msw handlers refuse by the same rules, in the same words. What a source says:
//   docs      the Open Platform's documentation of the method (open.larkoffice.com, open.feishu.cn), with its table of errors
//   facts     the measured and read facts about Feishu, section 1
//   a/b#1     an error of the real API, quoted in that public GitHub thread
//   sdk       what the official SDK, @larksuiteoapi/node-sdk 1.74.0, does or expects
//   chosen    known to nobody outside of the platform: a test should not depend on the words or the status
//   own       stricter than the platform, because a bot that trips over it has a bug

import type { Blame } from '../kit/blame.ts'

interface Rule {
  /** The HTTP status. */
  readonly status: number
  /** 0 for a rule that is only noted: the call itself succeeds. */
  readonly code: number
  readonly msg: string
  readonly blame: Blame
  readonly source: string
}

const OK = 200
const BAD = 400
const FORBIDDEN = 403
const NOT_FOUND = 404
const TOO_MANY = 429

const BOT = 'bot' satisfies Blame
const NOBODY = 'nobody' satisfies Blame
const INVALID = 'Your request contains an invalid request parameter.'
const BAD_CARD = 'Failed to create card content'

function rule(blame: Blame, status: number, code: number, msg: string, source: string): Rule {
  return { blame, status, code, msg, source }
}

/** A rule that is only noted. */
function noted(msg: string, source: string): Rule {
  return rule(BOT, OK, 0, msg, source)
}

/** The rules by name. */
export const RULES = {
  'method.known': rule(
    BOT,
    NOT_FOUND,
    404,
    '404 page not found',
    'own for methods that the platform has and this has not',
  ),
  'params.known': noted('an unknown parameter is ignored', 'own: it is ignored, and so was a misspelling'),
  'params.given': rule(BOT, BAD, 99992402, 'field validation failed', 'docs'),
  'params.shape': rule(BOT, BAD, 230001, INVALID, 'docs, message create: 230001'),

  'token.app': rule(BOT, OK, 10003, 'invalid param', 'cso1z/Feishu-MCP#17'),
  'token.secret': rule(BOT, OK, 10014, 'app secret invalid', 'facts 1.3'),
  'token.given': rule(BOT, BAD, 99991661, 'Missing access token for authorization', 'go-lark/lark#28'),
  'token.valid': rule(
    NOBODY,
    BAD,
    99991663,
    'Invalid access token for authorization. Please make a request with token attached.',
    'satorijs/satori#310; facts 1.3; chosen: the status',
  ),

  'rate.app': rule(BOT, TOO_MANY, 99991400, 'request trigger frequency limit', 'docs, frequency-control'),
  'rate.chat': rule(
    BOT,
    BAD,
    230020,
    'This operation triggers the frequency limit.',
    'docs, message create; own: sliding',
  ),
  'rate.chat.shared': rule(
    NOBODY,
    BAD,
    230020,
    'This operation triggers the frequency limit.',
    'docs, "shared by its bots"',
  ),
  'rate.message': rule(
    BOT,
    BAD,
    230020,
    'This operation triggers the frequency limit.',
    'docs, message patch; own: sliding',
  ),
  'rate.system': rule(NOBODY, BAD, 11232, 'create message trigger system rate limit', 'facts 1.8'),

  'bot.ability': rule(NOBODY, BAD, 230006, 'Bot ability is not activated.', 'docs: 230006'),
  'scope.im': rule(NOBODY, BAD, 230027, 'Lack of necessary permissions.', 'docs: 230027'),
  'audit.dlp': rule(NOBODY, BAD, 230028, 'The messages do NOT pass the audit.', 'docs: 230028'),

  'chat.found': rule(BOT, BAD, 230001, `${INVALID}, ext=invalid receive_id`, 'docs: 230001; chosen: the words'),
  'chat.openid': rule(BOT, BAD, 99992361, 'open_id cross app', 'docs, generic errors; facts 1.6, "open_id is per app"'),
  'chat.member': rule(NOBODY, BAD, 230002, 'The bot can not be outside the group.', 'docs: 230002'),
  'chat.available': rule(NOBODY, BAD, 230013, 'Bot has NO availability to this user.', 'docs, message create: 230013'),

  'chat.id': rule(
    BOT,
    BAD,
    232006,
    'Your request specifies a chat_id which is invalid.',
    'docs, chat get and members: 232006',
  ),
  'chat.operator': rule(
    NOBODY,
    BAD,
    232011,
    'Operator can NOT be out of the chat.',
    'docs, chat get and members: 232011',
  ),

  'message.id': rule(
    BOT,
    BAD,
    99992354,
    'The request you send is not a valid {open_message_id} or not exists.',
    'openclaw/openclaw#34528',
  ),
  'message.withdrawn': rule(NOBODY, BAD, 230011, 'The message is recalled.', 'docs: 230011'),
  'message.gone': rule(NOBODY, BAD, 231003, 'The message is not found, maybe not exist or deleted.', 'docs; facts 1.8'),
  'message.own': rule(BOT, BAD, 230012, 'Bot is NOT the sender of the message.', 'docs: 230012'),

  'uuid.length': rule(BOT, BAD, 99992402, 'field validation failed, ext=uuid', 'docs, message create: 50'),
  'uuid.same': noted('a uuid was used again for another chat, and nothing was sent', 'own'),

  'content.shape': rule(
    BOT,
    BAD,
    230001,
    `${INVALID}, ext=invalid message content.`,
    'docs: 230001; a public report of it',
  ),
  'content.type': rule(
    BOT,
    BAD,
    230001,
    `${INVALID}, ext=invalid msg_type`,
    'docs: 230001; own for kinds this has not',
  ),
  'content.length': rule(BOT, BAD, 230025, 'The length of the message content reaches its limit.', 'docs: 230025'),
  'content.empty': rule(BOT, BAD, 230001, `${INVALID}, ext=text is empty`, 'own'),
  'content.mention': noted('somebody is mentioned whom this app does not know', 'own; facts 1.6, "open_id is per app"'),
  'content.resource': rule(BOT, BAD, 230017, 'Bot is NOT the owner of the resource.', 'docs, message create: 230017'),

  'card.parse': rule(BOT, BAD, 230099, `${BAD_CARD}, ext=ErrCode: 200621; ErrMsg: parse card json err`, 'facts 1.8'),
  'card.schema': rule(BOT, BAD, 230099, `${BAD_CARD}, ext=ErrCode: 200621; ErrMsg: card schema`, 'own: JSON 2.0 only'),
  'card.tag': rule(
    BOT,
    BAD,
    230099,
    `${BAD_CARD}, ext=ErrCode: 200861; ErrMsg: unsupported tag`,
    'openclaw/openclaw#79824',
  ),
  'card.property': rule(BOT, BAD, 230099, `${BAD_CARD}, ext=ErrCode: 200621; ErrMsg: unknown property`, 'facts 1.7'),
  'card.value': rule(BOT, BAD, 230099, `${BAD_CARD}, ext=ErrCode: 200621; ErrMsg: invalid property value`, 'facts 1.7'),
  'card.elements': rule(
    BOT,
    BAD,
    230099,
    `${BAD_CARD}, ext=ErrCode: 300305; ErrMsg: element exceeds the limit`,
    'facts 1.7',
  ),
  'card.tables': rule(
    BOT,
    BAD,
    230099,
    `${BAD_CARD}, ext=ErrCode: 11310; ErrMsg: card table number over limit; ErrorValue: table; `,
    'larksuite/openclaw-lark#53',
  ),
  'card.shared': rule(
    BOT,
    BAD,
    230099,
    `${BAD_CARD}, ext=update_multi`,
    'docs, message patch, before and after; chosen',
  ),
  'card.kind': rule(BOT, BAD, 230001, `${INVALID}, ext=the message is not a card`, 'docs: 230001; facts 1.7'),
  'card.age': rule(NOBODY, BAD, 230031, 'Message can only be modified within 14 days after sending.', 'docs: 230031'),
  'button.callback': rule(BOT, BAD, 230099, `${BAD_CARD}, ext=callback value`, 'own; facts 1.7, "must be an object"'),
  'button.value': noted('the value of a button outside of behaviors is ignored', 'xvirobotics/metabot#240'),
  'button.text': rule(BOT, BAD, 230099, `${BAD_CARD}, ext=button text`, 'own'),

  'edit.kind': rule(BOT, BAD, 230054, 'This operation is NOT supported for this message type.', 'docs, message update'),
  'edit.count': rule(
    NOBODY,
    BAD,
    230072,
    'The message has reached the number of times it can be edited.',
    'docs: 230072',
  ),

  'reaction.type': rule(BOT, BAD, 231001, 'reaction type is invalid.', 'openclaw/openclaw#66406'),
  'reaction.member': rule(
    NOBODY,
    BAD,
    231002,
    'The operator has no permission to react on the specific message.',
    'docs',
  ),
  'reaction.own': rule(BOT, BAD, 231007, 'The operator has no permission to delete this reaction.', 'docs'),
  'reaction.message': rule(BOT, BAD, 231010, 'The reaction does not belong to the message.', 'docs'),
  'reaction.gone': rule(
    NOBODY,
    BAD,
    231011,
    'The request has an invalid reaction_id.',
    'own: one that the bot has taken back before; whoever was killed just then cannot know it',
  ),
  'reaction.id': rule(BOT, BAD, 231011, 'The request has an invalid reaction_id.', 'docs'),

  'file.given': rule(BOT, BAD, 234001, 'Invalid request param.', 'docs, image and file create: 234001'),
  'file.size': rule(BOT, BAD, 234006, 'The file size exceed the max value.', 'docs: 234006'),
  'file.empty': rule(BOT, BAD, 234010, "File's size can't be 0.", 'docs: 234010'),
  'file.message': rule(BOT, BAD, 234003, 'File not in msg.', 'docs, message resource get: 234003'),
  'file.type': rule(BOT, BAD, 234001, 'Invalid request param.', 'docs: type is image or file, as the message has it'),
  'file.large': rule(NOBODY, BAD, 234037, 'Downloaded file size exceeds limit.', 'docs: 234037'),

  'later.token': rule(
    BOT,
    BAD,
    300000,
    'invalid or expired card token',
    'docs, delayed update; chosen: code and words',
  ),
  'later.early': noted('a card was changed before its tap was answered', 'docs, delayed update: fails or is reverted'),

  'tap.answered': noted('a tap was not answered in 3 s', 'docs, card callbacks; facts 1.7'),
  'tap.failed': noted('a tap was answered with a failure', 'docs, card callbacks'),
  'tap.shape': noted('the answer to a tap is no toast and no card', 'docs, card callbacks'),
  'event.answered': noted('an event was not accepted in 3 s', 'docs, events; facts 1.5'),
  'event.failed': noted('an event was answered with a failure', 'docs, events'),

  'frame.shape': noted('a frame cannot be read', 'sdk'),
  'endpoint.credentials': rule(
    BOT,
    OK,
    514,
    'app_id or app_secret is invalid',
    'sdk, ErrorCode.auth_failed; chosen: the words',
  ),
  'endpoint.busy': rule(NOBODY, OK, 1, 'system busy', 'sdk, ErrorCode.system_busy; facts 1.5'),
  'endpoint.internal': rule(NOBODY, OK, 1000040343, 'internal error', 'sdk, ErrorCode.internal_error'),
  'endpoint.connections': rule(NOBODY, OK, 1000040350, 'the number of connections exceeded the limit', 'docs; sdk'),
  'endpoint.mode': rule(NOBODY, OK, FORBIDDEN, 'the app does not receive events by a long connection', 'sdk; chosen'),
} as const satisfies Record<string, Rule>

/** The name of a rule. */
export type RuleName = keyof typeof RULES
