import type { MessageEntity, Update, User } from '@grammyjs/types'
import { commandWords } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import type { BotIdentity } from '../address.ts'

/** The bot of the unit tests. */
export const BOT: BotIdentity = { id: 8_100_000_001, username: 'Holdline_Bot' }

/** The bot as the sender of a message. */
export const BOT_USER: User = { id: BOT.id, is_bot: true, first_name: 'Holdline', username: BOT.username }

/** Somebody. */
export const ANN: User = { id: 42, is_bot: false, first_name: 'Ann', last_name: 'Lee', language_code: 'ru' }

/** A supergroup's id. */
export const GROUP_ID = -1_001_234_567_890

/** The command words of all languages. */
export const COMMANDS = commandWords(locales)

const PRIVATE = { id: ANN.id, type: 'private', first_name: ANN.first_name } as const

/** A message as an update has it. */
export type UserMessage = NonNullable<Update['message']>

/** A message to the bot in its private chat. */
export function direct(text: string, more: Partial<UserMessage> = {}): UserMessage {
  return { message_id: 7, date: 1_790_000_000, chat: PRIVATE, from: ANN, text, ...more }
}

/** A message in a supergroup. */
export function inGroup(text: string, more: Partial<UserMessage> = {}): UserMessage {
  return direct(text, { chat: { id: GROUP_ID, type: 'supergroup', title: 'Team' }, ...more })
}

/** The entity that marks `part` of `text`. */
export function entity(text: string, part: string, type: 'mention' | 'bot_command'): MessageEntity {
  return { type, offset: text.indexOf(part), length: part.length }
}

/** A message as an answer to another one. By way of JSON: the types of the API cannot be met by a literal. */
export function replying(message: UserMessage, to: UserMessage): UserMessage {
  return JSON.parse(JSON.stringify({ ...message, reply_to_message: to }))
}
