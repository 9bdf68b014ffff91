import type { ChatRef } from '@holdline/bridge'
import { GrammyError, HttpError } from 'grammy'
import { expect, test } from 'vitest'
import { channelError, type FailureKind, failureOf } from './errors.ts'

const TOKEN = '123456:AAfake-token-of-nobody'
const CHAT: ChatRef = { channel: 'telegram', account: 'default', kind: 'group', chat: '-5' }

function refused(error_code: number, description: string, parameters = {}): GrammyError {
  return new GrammyError('Call failed', { ok: false, error_code, description, parameters }, 'sendMessage', {
    text: 'words of the chat',
  })
}

const KINDS: readonly (readonly [number, string, FailureKind])[] = [
  [401, 'Unauthorized', 'unauthorized'],
  [404, 'Not Found', 'unauthorized'],
  [
    409,
    'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    'other_poller',
  ],
  [
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    'webhook_set',
  ],
  [403, 'Forbidden: bot was blocked by the user', 'blocked'],
  [403, 'Forbidden: bot was kicked from the supergroup chat', 'blocked'],
  [403, 'Forbidden: bot is not a member of the supergroup chat', 'blocked'],
  [403, 'Forbidden: user is deactivated', 'blocked'],
  [403, "Forbidden: bot can't initiate conversation with a user", 'blocked'],
  [403, 'Forbidden: the group chat was deleted', 'blocked'],
  [403, 'Forbidden: something new', 'blocked'],
  [400, 'Bad Request: chat not found', 'blocked'],
  [400, 'Bad Request: not enough rights to send text messages to the chat', 'no_rights'],
  [400, 'Bad Request: CHAT_WRITE_FORBIDDEN', 'no_rights'],
  [400, 'Bad Request: TOPIC_CLOSED', 'topic_gone'],
  [400, 'Bad Request: message thread not found', 'topic_gone'],
  [400, 'Bad Request: message is not modified: specified new message content …', 'not_modified'],
  [400, 'Bad Request: message to edit not found', 'message_gone'],
  [400, "Bad Request: message can't be edited", 'message_gone'],
  [400, 'Bad Request: message to delete not found', 'message_gone'],
  [400, "Bad Request: message can't be deleted", 'message_gone'],
  [400, "Bad Request: can't parse MessageEntity: expected an Object", 'bad_entities'],
  [400, 'Bad Request: ENTITY_BOUNDS_INVALID', 'bad_entities'],
  [400, 'Bad Request: message is too long', 'too_long'],
  [400, 'Bad Request: text must be non-empty', 'empty'],
  [400, 'Bad Request: file is too big', 'file_too_big'],
  [400, 'Bad Request: query is too old and response timeout expired or query ID is invalid', 'query_old'],
  [400, 'Bad Request: BUTTON_DATA_INVALID', 'bad_buttons'],
  [400, "Bad Request: inline keyboard button URL 'http://a' is invalid: Wrong HTTP URL", 'bad_buttons'],
  [400, 'Bad Request: reply markup is too long', 'bad_buttons'],
  [400, "Bad Request: entity URL '/etc/hosts' is invalid: URL host is empty", 'bad_entities'],
  [400, 'Bad Request: PHOTO_INVALID_DIMENSIONS', 'refused'],
  [500, 'Internal Server Error', 'lost'],
]

test.for(KINDS)('%d %s', ([code, description, kind]) => {
  expect(failureOf(refused(code, description), 'sendMessage', TOKEN, false)).toMatchObject({ kind })
})

test('a pause that Telegram asks for is kept in milliseconds', () => {
  const failure = failureOf(refused(429, 'Too Many Requests: retry after 7', { retry_after: 7 }), 'm', TOKEN, false)
  expect(channelError(failure, CHAT)).toMatchObject({ effect: 'retry', retryAfterMs: 7000 })
})

test('a group that has become a supergroup is written to there', () => {
  const description = 'Bad Request: group chat was upgraded to a supergroup chat'
  const failure = failureOf(refused(400, description, { migrate_to_chat_id: -1005 }), 'm', TOKEN, false)
  expect(channelError(failure, CHAT)).toMatchObject({ effect: 'retry', movedTo: { ...CHAT, chat: '-1005' } })
})

test('what was never sent is tried again, what may have arrived is not known', () => {
  const effectOf = (reason: string) =>
    channelError(
      failureOf(new HttpError('failed', new Error(`request failed, reason: ${reason}`)), 'm', TOKEN, false),
      CHAT,
    ).effect
  for (const reason of ['connect ECONNREFUSED 127.0.0.1:443', 'getaddrinfo ENOTFOUND api.telegram.org'])
    expect(effectOf(reason), reason).toBe('retry')
  for (const reason of ['read ECONNRESET', 'socket hang up', 'Unexpected token <'])
    expect(effectOf(reason), reason).toBe('unknown')
})

test('a failure tells neither the token nor the words of a chat', () => {
  const leak = new HttpError('failed', new Error(`request to https://api.telegram.org/bot${TOKEN}/getMe failed`))
  for (const error of [leak, refused(400, 'Bad Request: chat not found'), new Error(TOKEN), TOKEN]) {
    const failure = failureOf(error, 'getMe', TOKEN, false)
    const told = JSON.stringify([failure, failure.message, failure.stack, failure.cause, channelError(failure, CHAT)])
    expect(told).not.toContain(TOKEN)
    expect(told).not.toContain('words of the chat')
  }
})

test('what we gave up ourselves is told apart from a lost answer', () => {
  expect(failureOf(new HttpError('failed', new Error('aborted')), 'getUpdates', TOKEN, true).kind).toBe('stopped')
})
