import type { Chat, ChatMessage } from '../chat.ts'
import { badRequest, forbidden } from '../refusal.ts'
import type { RuleName } from '../rules.ts'
import type { MethodContext } from './method.ts'

/** What a method wants to do in a chat. Source: botapi, AccessRights. */
export type Access = 'read' | 'edit' | 'write'

function findChat({ platform, account, params }: MethodContext): Chat {
  const given = params.text('chat_id')
  if (given === '') throw badRequest('chat.given', 'chat_id is empty')
  const name = given.startsWith('@') ? given.slice(1).toLowerCase() : undefined
  const id = Number(given)
  const known = [...account.privateChats.values(), ...platform.chats.values()]
  const chat = known.find((one) => (name === undefined ? one.id === id : one.username?.toLowerCase() === name))
  if (chat?.members.has(account.id) === true || (chat !== undefined && name !== undefined)) return chat
  throw badRequest('chat.found', 'chat not found')
}

function checkPrivate({ platform, account }: MethodContext, chat: Chat): void {
  if (platform.deactivated.has(chat.id)) throw forbidden('chat.deactivated', 'user is deactivated')
  if (!chat.has(account)) throw forbidden('chat.blocked', 'bot was blocked by the user')
}

/** The chat of a call, if the bot may do in it what it wants to. Source: botapi 8104, check_chat_access. */
export function openChat(context: MethodContext, access: Access): Chat {
  const chat = findChat(context)
  if (access === 'read' && chat.type !== 'supergroup' && chat.type !== 'channel') return chat
  if (chat.type === 'private') checkPrivate(context, chat)
  if (chat.migratedTo !== undefined && access === 'write') {
    const parameters = { migrate_to_chat_id: chat.migratedTo.id }
    throw badRequest('chat.migrated', 'group chat was upgraded to a supergroup chat', parameters)
  }
  const status = chat.status(context.account)
  if (status === 'kicked') throw forbidden('chat.kicked', `bot was kicked from the ${chat.type} chat`)
  if (status === 'left') throw forbidden('chat.left', `bot is not a member of the ${chat.type} chat`)
  return chat
}

/** The message of a call. */
export function findMessage({ params }: MethodContext, chat: Chat, rule: RuleName, what: string): ChatMessage {
  const message = chat.message(params.integer('message_id'))
  if (message === undefined) throw badRequest(rule, `${what} not found`)
  return message
}
