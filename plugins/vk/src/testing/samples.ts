import { commandWords } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import type { CommunityIdentity } from '../address.ts'
import type { DecodeContext } from '../decode.ts'
import { messageSchema, type VkEvent, type VkMessage } from '../events.ts'

/** The community of the unit tests. */
export const US: CommunityIdentity = { id: 220_011_001, screenName: 'holdline' }

/** Somebody. */
export const ANN = 42

/** A chat of several. */
export const CHAT = 2_000_000_007

/** The command words of all languages. */
export const COMMANDS = commandWords(locales)

/** What events are decoded with. */
export const CONTEXT: DecodeContext = {
  account: 'default',
  us: US,
  commands: COMMANDS,
  maxFileBytes: 1000,
  now: 1_790_000_000_000,
}

/** A message of Ann to the bot, as VK would send it. */
export function wireMessage(text: string, more: object = {}): object {
  return { id: 301, peer_id: ANN, from_id: ANN, conversation_message_id: 7, date: 1_790_000_000, text, ...more }
}

/** The same, read. */
export function message(text: string, more: object = {}): VkMessage {
  return messageSchema.parse(wireMessage(text, more))
}

/** An event of our community. */
export function event(type: string, object: object, more: object = {}): VkEvent {
  return { type, event_id: 'e1', group_id: US.id, object, ...more }
}

/** A new message as an event. */
export function newMessage(text: string, more: object = {}, client?: object): VkEvent {
  return event('message_new', { message: wireMessage(text, more), ...(client && { client_info: client }) })
}
