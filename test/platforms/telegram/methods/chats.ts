import { badRequest } from '../refusal.ts'
import { chatView, memberView } from '../views.ts'
import { openChat } from './access.ts'
import type { Method } from './method.ts'

const MAX_REACTIONS = 11

/** `getChat` */
export const getChat: Method = (context) => {
  const chat = openChat(context, 'read')
  const { discussion } = chat
  return {
    ...chatView(chat),
    accent_color_id: 0,
    max_reaction_count: MAX_REACTIONS,
    ...(chat.type !== 'private' && { permissions: { can_send_messages: true } }),
    ...(discussion !== undefined && { linked_chat_id: discussion.id }),
  }
}

/** `getChatMember` */
export const getChatMember: Method = (context) => {
  const { platform, params } = context
  const id = params.integer('user_id')
  if (id <= 0) throw badRequest('chat.user', 'invalid user_id specified')
  const chat = openChat(context, 'read')
  const user = platform.users.get(id)
  if (user === undefined) throw badRequest('chat.user', 'user not found')
  return memberView(chat.members.get(id) ?? { user, status: 'left', rights: [], canSend: true })
}

/** `getChatAdministrators`: other bots are not told of. Source: types, getChatAdministrators. */
export const getChatAdministrators: Method = (context) => {
  const chat = openChat(context, 'read')
  if (chat.type === 'private') throw badRequest('chat.members', 'there are no administrators in the private chat')
  const admins = [...chat.members.values()].filter(({ user }) => chat.isAdmin(user))
  return admins.filter(({ user }) => !user.is_bot || user.id === context.account.id).map(memberView)
}

/** `leaveChat` */
export const leaveChat: Method = (context) => {
  const { platform, account } = context
  const chat = openChat(context, 'edit')
  if (chat.type === 'private') throw badRequest('chat.leave', "chat can't be left")
  platform.changeMember(chat, account.user, account.user, 'left')
  return true
}
