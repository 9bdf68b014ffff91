import type { JsonObject } from '../kit/json.ts'
import type { FeishuApp } from './app.ts'
import type { Chat, ChatMessage } from './chat.ts'
import { idsOf, openIdOf, type Participant, TENANT_KEY } from './identity.ts'

// What events look like. Sources: facts 1.6; docs, the events of im.

const SIMPLIFIED = 'Please upgrade to the latest version of the client to view the content'

/** The places of a message: the thread, and what it replies to. */
export function placeOf(message: ChatMessage): JsonObject {
  const { root, parent, thread } = message
  return {
    ...(root !== undefined && { root_id: root.id }),
    ...(parent !== undefined && { parent_id: parent.id }),
    ...(thread !== undefined && { thread_id: thread }),
  }
}

/** Who is mentioned, by the placeholders in the content. */
export function mentionsOf({ origin }: ChatMessage, app: FeishuApp): readonly JsonObject[] {
  if (origin.mentionsInContentOnly === true) return []
  return (origin.mentioned ?? []).map((who, index) => ({
    key: `@_user_${index + 1}`,
    id: idsOf(who, app),
    name: who.name,
    tenant_key: TENANT_KEY,
  }))
}

/** What a message says, as a bot gets it: of a card only its texts. */
export function contentOf(message: ChatMessage, app: FeishuApp): string {
  const { card, json } = message.now
  if (card === undefined) {
    const content = JSON.stringify(json)
    if (message.origin.mentionsInContentOnly !== true) return content
    const open = (key: string, number: string) => {
      const who = message.origin.mentioned?.[Number(number) - 1]
      return who === undefined ? key : openIdOf(who, app)
    }
    return content.replaceAll(/@_user_(\d+)/g, open)
  }
  const elements = [[{ tag: 'text', text: message.text === '' ? SIMPLIFIED : message.text }]]
  return JSON.stringify({ title: null, elements })
}

/** `im.message.receive_v1`. */
export function receivedEvent(message: ChatMessage, app: FeishuApp, userAgent: string | undefined): JsonObject {
  const { chat, from, origin, type } = message
  const mentions = mentionsOf(message, app)
  return {
    sender: { sender_id: idsOf(from, app), sender_type: origin.byBot ? 'app' : 'user', tenant_key: TENANT_KEY },
    message: {
      message_id: message.id,
      ...placeOf(message),
      create_time: String(origin.at),
      update_time: String(origin.at),
      chat_id: chat.id,
      chat_type: chat.type,
      message_type: type,
      content: contentOf(message, app),
      ...(mentions.length > 0 && { mentions }),
      ...(userAgent !== undefined && { user_agent: userAgent }),
    },
  }
}

/** `im.message.recalled_v1`. */
export function recalledEvent({ id, chat }: ChatMessage, at: number): JsonObject {
  return { message_id: id, chat_id: chat.id, recall_time: String(at), recall_type: 'message_owner' }
}

/** `im.message.reaction.created_v1` and `deleted_v1`. */
export function reactionEvent(
  message: ChatMessage,
  { emoji, by, at }: { readonly emoji: string; readonly by: Participant; readonly at: number },
  byBot: boolean,
  app: FeishuApp,
): JsonObject {
  return {
    message_id: message.id,
    reaction_type: { emoji_type: emoji },
    operator_type: byBot ? 'app' : 'user',
    ...(byBot ? { app_id: app.appId } : { user_id: idsOf(by, app) }),
    action_time: String(at),
  }
}

/** `im.chat.member.bot.added_v1` and `deleted_v1`. */
export function botMemberEvent(chat: Chat, by: Participant, app: FeishuApp): JsonObject {
  return {
    chat_id: chat.id,
    operator_id: idsOf(by, app),
    external: false,
    operator_tenant_key: TENANT_KEY,
    name: chat.name,
  }
}
