import { isDeepStrictEqual } from 'node:util'
import { isJsonObject } from '../../kit/json.ts'
import type { Chat, ChatMessage } from '../chat.ts'
import type { MessageVersion } from '../message-version.ts'
import { badRequest } from '../refusal.ts'
import { readMarkup } from '../rules-keyboard.ts'
import { readPreview, readText } from '../rules-text.ts'
import { messageView } from '../views.ts'
import { findMessage, openChat } from './access.ts'
import type { Method, MethodContext } from './method.ts'

// botapi 110
const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content ' +
  'and reply markup of the message'

function openMessage(context: MethodContext): { chat: Chat; message: ChatMessage } {
  const { account, params } = context
  if (params.text('chat_id') === '' && params.integer('message_id') === 0) {
    throw badRequest('edit.given', 'message identifier is not specified')
  }
  const chat = openChat(context, 'edit')
  const message = findMessage(context, chat, 'edit.found', 'message to edit')
  // The server has a group that became a supergroup read only, and does not say where it went.
  if (chat.migratedTo !== undefined) throw badRequest('chat.migrated', "message can't be edited")
  const own = message.origin.author.id === account.id && message.service === undefined
  if (!own) throw badRequest('edit.own', "message can't be edited")
  return { chat, message }
}

function revise(
  context: MethodContext,
  version: Omit<MessageVersion, 'at'>,
  chat: Chat,
  message: ChatMessage,
): unknown {
  const { at: _, ...now } = message.now
  if (isDeepStrictEqual(now, version)) throw badRequest('edit.modified', NOT_MODIFIED)
  context.account.flood.spend('message', chat)
  context.platform.revise(message, version)
  return messageView(message)
}

/** `editMessageText`. Without `reply_markup` the keyboard is gone. Source: facts, "edit without `reply_markup`". */
export const editMessageText: Method = (context) => {
  const { platform, params } = context
  const text = readText(params, 'message', (id) => platform.users.get(id))
  const preview = readPreview(params)
  const markup = readMarkup(params, 'edit')
  const { chat, message } = openMessage(context)
  if (message.media !== undefined) throw badRequest('edit.kind', 'there is no text in the message to edit')
  return revise(context, { ...text, preview, markup }, chat, message)
}

/** `editMessageReplyMarkup`. Without `reply_markup` the keyboard is gone. */
export const editMessageReplyMarkup: Method = (context) => {
  const markup = readMarkup(context.params, 'edit')
  const { chat, message } = openMessage(context)
  const { text, entities, preview } = message.now
  return revise(context, { text, entities, preview, markup }, chat, message)
}

/** `deleteMessage` */
export const deleteMessage: Method = (context) => {
  const { platform, account, params } = context
  if (params.text('chat_id') === '') throw badRequest('delete.given', 'chat identifier is not specified')
  if (params.integer('message_id') === 0) throw badRequest('delete.given', 'message identifier is not specified')
  const chat = openChat(context, 'write')
  const message = findMessage(context, chat, 'delete.found', 'message to delete')
  const own = message.origin.author.id === account.id
  const young = platform.clock.now() - message.origin.at < platform.limits.deletableMs
  if (!chat.mayAs(account, 'can_delete_messages')) {
    if (!own && chat.type !== 'private') throw badRequest('delete.allowed', "message can't be deleted")
    if (!young) throw badRequest('delete.allowed', "message can't be deleted for everyone")
  }
  message.remove()
  platform.watch.changed()
  return true
}

// Source: types, ReactionTypeEmoji.emoji; the first of them stand for all.
const EMOJI =
  '👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🙏 👌 🥱 😍 🐳 💯 🤣 ⚡ 🏆 💔 🤨 😐 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🤪 🆒 😎 🤷'.split(
    ' ',
  )

/** `setMessageReaction`. A bot has one reaction at most. */
export const setMessageReaction: Method = (context) => {
  const { platform, account, params } = context
  const list = params.has('reaction') ? params.json('reaction') : []
  if (!Array.isArray(list) || list.length > 1) throw badRequest('reaction.kind', 'REACTIONS_TOO_MANY')
  const [reaction] = list.map((one: unknown) => (isJsonObject(one) ? one.emoji : undefined))
  if (list.length > 0 && !EMOJI.includes(String(reaction))) throw badRequest('reaction.kind', 'REACTION_INVALID')
  const chat = openChat(context, 'read')
  const message = findMessage(context, chat, 'reaction.found', 'message to react')
  message.react(account.id, list.length === 0 ? undefined : String(reaction))
  platform.watch.changed()
  return true
}
