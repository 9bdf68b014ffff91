import { z } from 'zod'

/*
 * The events that we understand, as far as we read them. They come flattened, header and event in one, as the SDK's
 * dispatcher hands them out and the webhook makes them. What else is in them is none of our business, and may change.
 */

const userId = z.object({
  open_id: z.string().optional(),
  union_id: z.string().nullish(),
  user_id: z.string().nullish(),
})

const mention = z.object({
  /** What stands for it in the text, such as `@_user_1`. */
  key: z.string(),
  id: z.union([userId, z.string()]).optional(),
  name: z.string().optional(),
})

const message = z.object({
  message_id: z.string(),
  root_id: z.string().optional(),
  parent_id: z.string().optional(),
  thread_id: z.string().optional(),
  chat_id: z.string(),
  chat_type: z.string(),
  message_type: z.string(),
  /** JSON. */
  content: z.string().optional(),
  mentions: z.array(mention).nullish(),
  user_agent: z.string().optional(),
})

/** `im.message.receive_v1`. */
export const messageEvent = z.object({
  event_id: z.string().optional(),
  sender: z.object({ sender_id: userId.nullish(), sender_type: z.string().optional() }),
  message,
})

/** `card.action.trigger`: a tap on a card. */
export const tapEvent = z.object({
  event_id: z.string().optional(),
  /** The card's token, which takes the place of the header's. */
  token: z.string().optional(),
  operator: userId,
  action: z.object({ value: z.unknown().optional(), tag: z.string().optional() }).optional(),
  context: z.object({ open_message_id: z.string().optional(), open_chat_id: z.string().optional() }).optional(),
})

/** `im.message.recalled_v1`: somebody took a message back. */
export const recallEvent = z.object({ message_id: z.string(), chat_id: z.string() })

/** Somebody who is mentioned in a message. */
export type EventMention = z.output<typeof mention>

/** The events that we take, by the platform's names. */
export const EVENT = {
  message: 'im.message.receive_v1',
  tap: 'card.action.trigger',
  recalled: 'im.message.recalled_v1',
} as const

/** Events that an app may be subscribed to and that mean nothing to us; unknown ones would be logged by the SDK. */
export const IGNORED_EVENTS = [
  'im.message.message_read_v1',
  'im.message.reaction.created_v1',
  'im.message.reaction.deleted_v1',
  'im.message.bot_muted_v1',
  'im.chat.access_event.bot_p2p_chat_entered_v1',
  'im.chat.member.bot.added_v1',
  'im.chat.member.bot.deleted_v1',
  'im.chat.member.user.added_v1',
  'im.chat.member.user.deleted_v1',
  'im.chat.member.user.withdrawn_v1',
  'im.chat.updated_v1',
  'im.chat.disbanded_v1',
  'p2p_chat_create',
] as const
