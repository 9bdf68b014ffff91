import { badParameter } from '../refusal.ts'
import { visibleChat, writableChat } from './access.ts'
import type { Method } from './method.ts'

/** `messages.setActivity` */
export const setActivity: Method = ({ platform, community, params }) => {
  const name = ['peer_id', 'user_id'].find((one) => params.has(one))
  if (name === undefined) throw badParameter('peer.given', 'peer_id is undefined')
  const chat = writableChat(platform, community, params.integer(name))
  if (!params.has('type')) throw badParameter('param.required', 'type is undefined')
  chat.setTyping(platform.clock.now() + platform.limits.typingMs)
  return 1
}

/** `messages.markAsRead` */
export const markAsRead: Method = ({ platform, community, params }) => {
  if (params.has('peer_id')) visibleChat(platform, community, params.integer('peer_id'))
  return 1
}
