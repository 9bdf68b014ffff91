import type { Chat } from '../chat.ts'
import type { ChatMessage, MessageVersion } from '../chat-message.ts'
import { ERROR_CODE } from '../error-code.ts'
import { badParameter, Refused } from '../refusal.ts'
import { writableChat } from './access.ts'
import { attachmentsOf, keyboardOf, mustHaveContent, textOf } from './content.ts'
import type { Method, MethodContext } from './method.ts'

function messageOf({ params }: MethodContext, chat: Chat): ChatMessage {
  const given = ['cmid', 'conversation_message_id', 'message_id'].find((name) => params.has(name))
  if (given === undefined) throw badParameter('edit.given', 'message_id is undefined')
  const number = params.integer(given)
  const byId = () => chat.messages.find(({ origin }) => origin.id === number && number !== 0)
  const message = given === 'message_id' ? byId() : chat.message(number)
  if (message === undefined) throw badParameter('edit.found', `${given} is invalid`)
  return message
}

/** `messages.edit`: what it does not repeat is gone, the keyboard and what is attached included. */
export const edit: Method = (context) => {
  const { platform, community, params } = context
  const chat = writableChat(platform, community, params.integer('peer_id'))
  const message = messageOf(context, chat)
  const fixed = message.attachments.some(({ content }) => content === 'sticker') || message.action !== undefined
  if (message.fromId !== community.ownerId || fixed) throw new Refused('edit.kind', ERROR_CODE.editKind)
  if (platform.clock.now() - message.origin.at > platform.limits.editableMs) {
    throw new Refused('edit.expired', ERROR_CODE.editExpired)
  }
  const keyboard = keyboardOf(context)
  if (message.keyboard.length > 0 && !params.has('keyboard'))
    context.note('edit.keyboard', 'an edit says nothing of the keyboard that is there')
  const keeps = params.flag('keep_forward_messages')
  const content: Omit<MessageVersion, 'at'> = {
    ...textOf(context),
    keyboard: keyboard?.inline && keyboard.rows.length > 0 ? keyboard : undefined,
    attachments: attachmentsOf(context),
    replyTo: keeps ? message.now.replyTo : undefined,
    forwarded: keeps ? message.now.forwarded : [],
    linkPreview: !params.flag('dont_parse_links'),
    // Nobody is notified of an edit.
    notifies: false,
  }
  mustHaveContent(content)
  platform.revise(chat, message, content)
  return 1
}
