import type { Chat, Message, User } from '@grammyjs/types'
import type { Person } from '@holdline/bridge'

/** A person as Telegram names them. */
export function personOf(user: User): Person {
  const name = [user.first_name, user.last_name].filter(Boolean).join(' ')
  return {
    id: String(user.id),
    ...(name === '' ? {} : { name }),
    ...(user.language_code === undefined ? {} : { locale: user.language_code }),
  }
}

/** A chat that speaks as such: an anonymous administrator as the group, somebody as their channel. */
export function chatAsPerson(chat: Chat): Person {
  return { id: String(chat.id), ...(chat.title === undefined ? {} : { name: chat.title }) }
}

/** Who a message is from; anonymous administrators are that group, and administer it. */
export function senderOf({ from, sender_chat: chat, chat: where }: Message): Person | undefined {
  if (chat !== undefined) return chat.id === where.id ? { ...chatAsPerson(chat), admin: true } : chatAsPerson(chat)
  return from === undefined ? undefined : personOf(from)
}

/** Whether somebody can be mentioned: chats that speak cannot, and their people must not be named. */
export function isMentionable(person: Person): boolean {
  return /^\d+$/.test(person.id)
}
