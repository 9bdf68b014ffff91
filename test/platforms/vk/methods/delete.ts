import type { JsonObject } from '../../kit/json.ts'
import type { ChatMessage } from '../chat-message.ts'
import { ERROR_CODE } from '../error-code.ts'
import { badParameter, Refused } from '../refusal.ts'
import { visibleChat } from './access.ts'
import { messageById } from './content.ts'
import type { Method, MethodContext } from './method.ts'

function remove({ platform, community, params }: MethodContext, message: ChatMessage | undefined): boolean {
  if (message === undefined) return false
  // Only from the community's own message box; people go on seeing it.
  if (!params.flag('delete_for_all')) return true
  const old = platform.clock.now() - message.origin.at > platform.limits.deletableMs
  if (message.fromId !== community.ownerId || old) throw new Refused('delete.all', ERROR_CODE.cannotDelete)
  message.remove()
  platform.watch.changed()
  return true
}

/** `messages.delete` */
export const deleteMessages: Method = (context): readonly JsonObject[] | JsonObject => {
  const { platform, community, params } = context
  if (params.has('cmids')) {
    const peerId = params.integer('peer_id')
    const chat = visibleChat(platform, community, peerId)
    return params.integers('cmids').map((cmid) => {
      const entry = { peer_id: peerId, conversation_message_id: cmid }
      try {
        return { ...entry, response: remove(context, chat.message(cmid)) ? 1 : 0 }
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        return { ...entry, response: 0, error: { code: error.code, description: error.message } }
      }
    })
  }
  if (!params.has('message_ids')) throw badParameter('edit.given', 'message_ids is undefined')
  const ids = params.integers('message_ids')
  return Object.fromEntries(ids.map((id) => [String(id), remove(context, messageById(community, id)) ? 1 : 0]))
}
