import { ChannelError, type ChannelErrorEffect, type ChatRef } from '@holdline/bridge'
import { GrammyError, HttpError } from 'grammy'
import { redact } from './redact.ts'

/*
 * The one place that reads what Telegram says when something does not work. The texts are from `Client.cpp` of
 * tdlib/telegram-bot-api at 01a3679 (functions named below) and from the API's errors in capitals, which that server
 * passes on as they are (`fail_query_with_error`).
 */

/**
 * What went wrong, as far as it makes a difference.
 *
 * - `flood`: too much; `retryAfterMs` says until when
 * - `unauthorized`: the token is wrong or was revoked
 * - `other_poller`, `webhook_set`: another program takes the updates, or a webhook does
 * - `blocked`: the person or group does not want the bot, or is gone
 * - `no_rights`: the bot may not write here
 * - `topic_gone`: the topic was closed or deleted
 * - `moved`: the group has become a supergroup, `movedTo`
 * - `message_gone`: the message to be changed is gone, or can no longer be changed
 * - `not_modified`: it looks like that already
 * - `bad_entities`: the formatting was refused, not the text
 * - `bad_buttons`: the buttons were refused, not the text
 * - `too_long`, `empty`: the text was refused
 * - `file_too_big`: it cannot be downloaded
 * - `query_old`: a tap that can no longer be answered
 * - `refused`: any other refusal
 * - `unsent`: it never reached Telegram
 * - `lost`: whether it reached Telegram is unknown
 * - `stopped`: we gave it up ourselves
 */
export type FailureKind =
  | 'flood'
  | 'unauthorized'
  | 'other_poller'
  | 'webhook_set'
  | 'blocked'
  | 'no_rights'
  | 'topic_gone'
  | 'moved'
  | 'message_gone'
  | 'not_modified'
  | 'bad_entities'
  | 'bad_buttons'
  | 'too_long'
  | 'empty'
  | 'file_too_big'
  | 'query_old'
  | 'refused'
  | 'unsent'
  | 'lost'
  | 'stopped'

/**
 * A call that failed. Unlike grammY's errors it holds neither the token (in `HttpError.error.message`) nor the words
 * of the chat (in `GrammyError.payload`), so it may be logged.
 */
export class TelegramFailure extends Error {
  override readonly name = 'TelegramFailure'
  readonly kind: FailureKind
  readonly method: string
  readonly retryAfterMs?: number
  readonly movedTo?: number

  constructor(kind: FailureKind, method: string, what: string, more: { retryAfterMs?: number; movedTo?: number } = {}) {
    super(`${method}: ${what}`)
    this.kind = kind
    this.method = method
    if (more.retryAfterMs !== undefined) this.retryAfterMs = more.retryAfterMs
    if (more.movedTo !== undefined) this.movedTo = more.movedTo
  }
}

/** What a call threw, as a failure. `stopped`: our own signal had ended it. */
export function failureOf(error: unknown, method: string, token: string, stopped: boolean): TelegramFailure {
  if (error instanceof TelegramFailure) return error
  if (error instanceof GrammyError) return refusal(error, method)
  if (stopped) return new TelegramFailure('stopped', method, 'given up')
  const inner = error instanceof HttpError ? error.error : error
  const what = redact(inner instanceof Error ? inner.message : String(inner), token)
  return new TelegramFailure(neverSent(inner) ? 'unsent' : 'lost', method, what)
}

function refusal({ error_code: code, description, parameters }: GrammyError, method: string): TelegramFailure {
  const what = `${code} ${description}`
  if (parameters.migrate_to_chat_id !== undefined)
    return new TelegramFailure('moved', method, what, { movedTo: parameters.migrate_to_chat_id })
  if (code === 429)
    return new TelegramFailure('flood', method, what, { retryAfterMs: (parameters.retry_after ?? 1) * 1000 })
  return new TelegramFailure(kindOf(code, description), method, what)
}

/** Texts by what they mean; the first that fits. Compared without regard to case. */
const TEXTS: readonly (readonly [FailureKind, RegExp])[] = [
  // `fail_query_with_error`
  ['not_modified', /message is not modified/i],
  ['query_old', /query is too old|query ID is invalid/i],
  // `check_message`, `process_edit_message_text_query`, `process_delete_message_query`
  ['message_gone', /message to (?:edit|delete) not found|message can't be (?:edited|deleted)|MESSAGE_ID_INVALID/i],
  // `check_message_topic`, `TdOnCheckForumTopicCallback`; TOPIC_… from the API
  ['topic_gone', /message thread not found|TOPIC_(?:CLOSED|DELETED|ID_INVALID)/i],
  // `get_formatted_text`; of tdlib/td `get_message_entities`; ENTITY_… from the API
  ['bad_entities', /can't parse (?:entities|MessageEntity)|entity URL .* is invalid|ENTIT(?:Y|IES)_/is],
  // `get_reply_markup`; of tdlib/td ReplyMarkup.cpp; BUTTON_… and REPLY_MARKUP_… from the API
  ['bad_buttons', /inline keyboard button|reply markup|BUTTON_|REPLY_MARKUP_/i],
  ['too_long', /is too long|MESSAGE_TOO_LONG/i],
  ['empty', /text is empty|text must be non-empty|MESSAGE_EMPTY/i],
  // `check_chat_access`, `TdOnCheckChatCallback`
  [
    'blocked',
    /chat not found|user not found|PEER_ID_INVALID|chat was (?:deleted|deactivated)|bot was (?:blocked|kicked)/i,
  ],
  ['blocked', /not a member|user is deactivated|can't initiate conversation|can't send messages to bots/i],
  [
    'no_rights',
    /not enough rights|no rights|CHAT_(?:WRITE|SEND_\w+)_FORBIDDEN|CHAT_RESTRICTED|need administrator rights/i,
  ],
  // `process_get_file_query`
  ['file_too_big', /file is too big/i],
]

function kindOf(code: number, description: string): FailureKind {
  // A token that is not even well-formed is answered with 404, one that is not valid with 401.
  if (code === 401 || (code === 404 && description === 'Not Found')) return 'unauthorized'
  // `process_get_updates_query`, `abort_long_poll`
  if (code === 409) return /webhook/i.test(description) ? 'webhook_set' : 'other_poller'
  if (code >= 500) return 'lost'
  const known = TEXTS.find(([, text]) => text.test(description))
  if (known !== undefined) return known[0]
  return code === 403 ? 'blocked' : 'refused'
}

/** Errors of Node that come before the first byte is sent; proxies pass them on only in words. */
const BEFORE_SENDING =
  /\b(?:connect (?:ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT)|getaddrinfo (?:ENOTFOUND|EAI_AGAIN))\b/

function neverSent(error: unknown): boolean {
  return error instanceof Error && BEFORE_SENDING.test(error.message)
}

/** What the core has to do about it. */
const EFFECTS: Readonly<Record<FailureKind, ChannelErrorEffect>> = {
  flood: 'retry',
  // The operator can set the token right, and then the answer still goes out.
  unauthorized: 'retry',
  other_poller: 'retry',
  webhook_set: 'retry',
  blocked: 'blocked',
  no_rights: 'blocked',
  // Another topic of the same group would be the wrong place.
  topic_gone: 'blocked',
  moved: 'retry',
  message_gone: 'gone',
  not_modified: 'rejected',
  bad_entities: 'rejected',
  bad_buttons: 'rejected',
  too_long: 'rejected',
  empty: 'rejected',
  file_too_big: 'rejected',
  query_old: 'rejected',
  refused: 'rejected',
  unsent: 'retry',
  lost: 'unknown',
  stopped: 'unknown',
}

/** A failed call about a chat, as the core understands it. */
export function channelError(failure: TelegramFailure, chat: ChatRef): ChannelError {
  return new ChannelError(EFFECTS[failure.kind], failure.message, {
    cause: failure,
    ...(failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs }),
    ...(failure.movedTo === undefined ? {} : { movedTo: { ...chat, chat: String(failure.movedTo) } }),
  })
}
