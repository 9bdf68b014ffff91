import type { BotAccount } from './bot-account.ts'
import type { Chat, ChatMessage } from './chat.ts'

/** Whether a text calls a bot by its name, or gives it a command. */
function addresses(account: BotAccount, message: ChatMessage): boolean {
  const name = `@${account.username}`.toLowerCase()
  return message.entities.some((entity) => {
    if (entity.type === 'text_mention') return entity.user.id === account.id
    const words = message.text.slice(entity.offset, entity.offset + entity.length).toLowerCase()
    if (entity.type === 'mention') return words === name
    return entity.type === 'bot_command' && words.includes('@') && words.endsWith(name)
  })
}

/** A command to nobody in particular goes to the bot that spoke last; before any has spoken, to each. */
function isCommandForLastSpeaker(account: BotAccount, chat: Chat, message: ChatMessage): boolean {
  const bare = message.entities.some(
    ({ type, offset, length }) => type === 'bot_command' && !message.text.slice(offset, offset + length).includes('@'),
  )
  const lastSpeaker = chat.fromBots.findLast(({ origin }) => chat.members.get(origin.author.id)?.user.is_bot)
  return bare && (lastSpeaker === undefined || lastSpeaker.origin.author.id === account.id)
}

/**
 * Whether a bot gets a message. Sources: facts §1.4 "Privacy mode"; types, ForceReply ("only receives commands, replies
 * to its messages and mentions"); what is in a topic is no reply to the topic's root.
 */
export function hears(account: BotAccount, message: ChatMessage): boolean {
  const { chat, origin } = message
  if (origin.author.id === account.id || !chat.has(account)) return false
  const author = chat.members.get(origin.author.id)?.user
  if (author?.is_bot === true && origin.service === undefined && !account.hearsBots) return false
  const all = chat.type === 'private' || chat.type === 'channel' || chat.isAdmin(account) || account.hearsAllIn(chat)
  if (all || origin.service !== undefined) return true
  if (origin.replyTo?.origin.author.id === account.id) return true
  return addresses(account, message) || isCommandForLastSpeaker(account, chat, message)
}
