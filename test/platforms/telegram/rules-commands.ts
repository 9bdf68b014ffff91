import { isJsonObject } from '../kit/json.ts'
import type { Params } from './params.ts'
import { badRequest } from './refusal.ts'

const MAX_COMMANDS = 100 // types: setMyCommands.commands
const MAX_DESCRIPTION = 256 // types: BotCommand.description
const COMMAND = /^[a-z0-9_]{1,32}$/ // types: BotCommand.command

/** An entry of a bot's menu. */
export interface MenuCommand {
  readonly command: string
  readonly description: string
}

/** For whom a menu is; `key` tells two apart. */
export interface MenuScope {
  readonly key: string
  readonly chatId: string | undefined
  readonly userId: number | undefined
}

const SHARED_SCOPES = ['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators']
const CHAT_SCOPES = ['chat', 'chat_administrators', 'chat_member']

function readCommand(value: unknown): MenuCommand {
  const { command, description } = isJsonObject(value) ? value : {}
  if (typeof command !== 'string' || typeof description !== 'string') {
    const field = typeof command === 'string' ? 'description' : 'command'
    throw badRequest('commands.shape', `can't parse BotCommand: Can't find field "${field}"`)
  }
  // A leading slash is forgiven, upper case is not.
  const name = command.replace(/^\//, '')
  if (!COMMAND.test(name)) throw badRequest('commands.name', 'BOT_COMMAND_INVALID')
  if (description === '' || description.length > MAX_DESCRIPTION) {
    throw badRequest('commands.description', 'BOT_COMMAND_DESCRIPTION_INVALID')
  }
  return { command: name, description }
}

/** Reads the commands of a menu. Throws `Refused`. */
export function readCommands(params: Params): readonly MenuCommand[] {
  const commands = params.has('commands') ? params.json('commands') : []
  if (!Array.isArray(commands)) throw badRequest('commands.shape', 'expected an Array of BotCommand')
  if (commands.length > MAX_COMMANDS) throw badRequest('commands.number', 'BOT_COMMANDS_TOO_MUCH')
  return commands.map(readCommand)
}

/** Reads for whom a menu is. Throws `Refused`. */
export function readScope(params: Params): MenuScope {
  const scope = params.has('scope') ? params.object('scope') : { type: 'default' }
  const fail = (why: string) => badRequest('commands.scope', `can't parse BotCommandScope: ${why}`)
  if (scope === undefined) throw fail('BotCommandScope must be an Object')
  const type = String(scope.type)
  if (SHARED_SCOPES.includes(type)) return { key: type, chatId: undefined, userId: undefined }
  if (!CHAT_SCOPES.includes(type)) throw fail('Unsupported type specified')
  if (scope.chat_id === undefined || scope.chat_id === '') throw fail('Empty chat_id specified')
  const chatId = String(scope.chat_id)
  if (type !== 'chat_member') return { key: `${type} ${chatId}`, chatId, userId: undefined }
  if (typeof scope.user_id !== 'number' || scope.user_id <= 0) throw fail('Invalid user_id specified')
  return { key: `${type} ${chatId} ${scope.user_id}`, chatId, userId: scope.user_id }
}

/** Reads the language of a menu: two letters, or none for everybody. Throws `Refused`. */
export function readMenuLanguage(params: Params): string {
  const language = params.text('language_code')
  if (language === '' || /^[a-z]{2}$/.test(language)) return language
  throw badRequest('commands.language', 'invalid language code specified')
}
