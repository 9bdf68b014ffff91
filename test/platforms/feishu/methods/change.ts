import type { JsonObject } from '../../kit/json.ts'
import type { ChatMessage } from '../chat.ts'
import { contentOf, mentionsOf } from '../events.ts'
import { openIdOf, TENANT_KEY } from '../identity.ts'
import { Refused } from '../refused.ts'
import { findMessage } from './find.ts'
import type { Method, MethodContext } from './method.ts'
import { checkContent, checkMessageRate, messageView } from './send.ts'

const EDITABLE: readonly unknown[] = ['text', 'post']

function own(context: MethodContext): ChatMessage {
  const message = findMessage(context.platform, context.app, context.path.message_id)
  if (message.from !== context.app) throw new Refused('message.own')
  return message
}

/** A change can be on its way when the tap is made, and the bot knows of neither's place. Own: generous. */
const CROSSING_MS = 500

/** `PATCH /im/v1/messages/:message_id`: another card in the place of one. */
export const patchMessage: Method = {
  name: 'message.patch',
  verb: 'PATCH',
  path: '/open-apis/im/v1/messages/:message_id',
  body: ['content'],
  scope: 'im:message',
  run(context) {
    const { platform, app, params, call } = context
    const message = own(context)
    if (message.type !== 'interactive') throw new Refused('card.kind')
    if (platform.clock.now() - message.origin.at > platform.limits.cardMs) throw new Refused('card.age')
    const content = checkContent(context, 'interactive', params.body.content)
    if (message.now.card?.shared !== true || content.card?.shared !== true) throw new Refused('card.shared')
    checkMessageRate(platform, app, message)
    const tapped = message.openTaps > 0 ? platform.clock.now() - message.tappedAt : 0
    if (tapped > CROSSING_MS) platform.violate('later.early', 'message.patch', call)
    message.changedEarly = message.openTaps > 0
    platform.revise(message, content)
    return { data: {} }
  },
}

/** `PUT /im/v1/messages/:message_id`: another text in the place of one. */
export const updateMessage: Method = {
  name: 'message.update',
  verb: 'PUT',
  path: '/open-apis/im/v1/messages/:message_id',
  body: ['msg_type', 'content'],
  scope: 'im:message',
  run(context) {
    const { platform, app, params } = context
    const message = own(context)
    const { msg_type: type, content: given } = params.body
    if (!EDITABLE.includes(type) || message.type !== type) throw new Refused('edit.kind')
    if (message.edits >= platform.limits.textEdits) throw new Refused('edit.count')
    const content = checkContent(context, type, given)
    checkMessageRate(platform, app, message)
    platform.revise(message, content)
    return { data: messageView(message, app, JSON.stringify(content.json)) }
  },
}

/** `DELETE /im/v1/messages/:message_id`: takes a message back. */
export const deleteMessage: Method = {
  name: 'message.delete',
  verb: 'DELETE',
  path: '/open-apis/im/v1/messages/:message_id',
  scope: 'im:message',
  run(context) {
    context.platform.withdraw(own(context))
    return { data: {} }
  },
}

function itemView(message: ChatMessage, { app }: MethodContext, upper?: ChatMessage): JsonObject {
  const { from, origin } = message
  const sender = origin.byBot
    ? { id: from.key.replace(/^app:/, ''), id_type: 'app_id', sender_type: 'app', tenant_key: TENANT_KEY }
    : { id: openIdOf(from, app), id_type: 'open_id', sender_type: 'user', tenant_key: TENANT_KEY }
  const mentions = mentionsOf(message, app).map(({ key, name }, at) => {
    const who = origin.mentioned?.[at]
    return { key, id: who === undefined ? '' : openIdOf(who, app), id_type: 'open_id', name, tenant_key: TENANT_KEY }
  })
  return {
    ...messageView(message, app, contentOf(message, app)),
    sender,
    ...(mentions.length > 0 && { mentions }),
    ...(upper !== undefined && { upper_message_id: upper.id }),
  }
}

/** `GET /im/v1/messages/:message_id`: of a merged forward also what is in it. */
export const getMessage: Method = {
  name: 'message.get',
  verb: 'GET',
  path: '/open-apis/im/v1/messages/:message_id',
  query: ['user_id_type', 'card_msg_content_type'],
  scope: 'im:message',
  run(context) {
    const message = findMessage(context.platform, context.app, context.path.message_id)
    const inside = (message.origin.merged ?? []).map((one) => itemView(one, context, message))
    return { data: { items: [itemView(message, context), ...inside] } }
  },
}

/** `POST /interactive/v1/card/update`: another card, some time after a tap. */
export const updateCardLater: Method = {
  name: 'card.update',
  verb: 'POST',
  path: '/open-apis/interactive/v1/card/update',
  body: ['token', 'card'],
  run(context) {
    const { platform, app, params, call } = context
    const { token, card } = params.body
    const use = platform.cardTokens.get(String(token))
    if (use === undefined || use.appId !== app.appId) throw new Refused('later.token')
    if (use.expiresAt <= platform.clock.now() || use.uses >= platform.limits.cardTokenUses) {
      throw new Refused('later.token')
    }
    if (use.message.state !== 'there') throw new Refused('message.withdrawn')
    const content = checkContent(context, 'interactive', JSON.stringify(card))
    use.uses += 1
    if (!use.answered) platform.violate('later.early', 'card.update', call)
    use.message.changedEarly = !use.answered
    platform.revise(use.message, content)
    return {}
  },
}
