import { actionOfToken, type ChatRef, type CommandWords, type Inbound, type Tap } from '@holdline/bridge'
import { type CommunityIdentity, readText } from './address.ts'
import { CHANNEL, chatRefOf, replyRefOf } from './chat-ref.ts'
import {
  messageEventSchema,
  messageNewSchema,
  messageSchema,
  type VkClient,
  type VkEvent,
  type VkMessage,
} from './events.ts'
import { mediaOf } from './media.ts'
import { isStart, tokenOf } from './payload.ts'
import { personOf } from './person.ts'
import { quoteOf } from './quote.ts'

/** What decoding needs to know. */
export interface DecodeContext {
  readonly account: string
  readonly us: CommunityIdentity
  readonly commands: CommandWords
  /** Largest file that is opened. */
  readonly maxFileBytes: number
  /** Epoch milliseconds. */
  readonly now: number
}

/** Why an event is none of the agent's business. Counted, never told. */
export type IgnoredWhy =
  | 'wall_comment'
  | 'other_comment'
  | 'own_message'
  | 'service'
  | 'other_community'
  | 'empty'
  | 'other_event'

/** How a press is answered: by the event's own snackbar, or, where it was a text button, by a message. */
export type TapWay =
  | { readonly by: 'event'; readonly eventId: string; readonly user: number; readonly peer: number }
  | { readonly by: 'message'; readonly replyTo: string }

/** A message by its conversation and its number there. */
export interface WholeAt {
  readonly peer: number
  readonly cmid: number
}

/** An event as the channel deals with it. */
export type Decoded =
  | {
      readonly type: 'message'
      readonly inbound: Inbound
      readonly client?: VkClient
      /** Where the whole message is, when VK sent only a part of it. */
      readonly cropped?: WholeAt
    }
  | { readonly type: 'edit'; readonly chat: ChatRef; readonly ref: string; readonly text: string }
  | { readonly type: 'tap'; readonly tap: Tap; readonly way: TapWay; readonly client?: VkClient }
  | { readonly type: 'membership'; readonly chat: ChatRef; readonly what: string }
  | { readonly type: 'ignored'; readonly why: IgnoredWhy }

/** Comments that people write elsewhere than in messages, each on its own kind of thing. */
const COMMENTS = /^(?:photo_comment|video_comment|board_post|market_comment)_/

/**
 * Puts an event into the core's words.
 * @throws {z.ZodError} for one that has not the form that VK documents
 */
export function decodeEvent(event: VkEvent, ctx: DecodeContext): Decoded {
  if (event.group_id !== ctx.us.id) return ignored('other_community')
  switch (event.type) {
    case 'message_new': {
      const { message, client_info: client } = messageNewSchema.parse(event.object)
      return decodeMessage(message, client, event, ctx)
    }
    case 'message_edit':
      return decodeEdit(messageSchema.parse(event.object), ctx)
    case 'message_event':
      return decodeTap(event, ctx)
    case 'message_reply':
      return ignored('own_message')
    case 'wall_reply_new':
    case 'wall_reply_edit':
    case 'wall_reply_restore':
    case 'wall_reply_delete':
      return ignored('wall_comment')
    default:
      return ignored(COMMENTS.test(event.type) ? 'other_comment' : 'other_event')
  }
}

function ignored(why: IgnoredWhy): Decoded {
  return { type: 'ignored', why }
}

function decodeMessage(message: VkMessage, client: VkClient | undefined, event: VkEvent, ctx: DecodeContext): Decoded {
  const { account, us } = ctx
  const { peer_id: peer, conversation_message_id: cmid, from_id: from } = message
  if (peer === undefined || cmid === undefined) return ignored('other_event')
  const chat = chatRefOf(account, peer)
  if (message.action !== undefined) {
    const { type: what, member_id: member } = message.action
    return member === -us.id ? { type: 'membership', chat, what } : ignored('service')
  }
  // A community that writes to its own chats, by whomever: the bot itself, or an administrator in its name.
  if (from === -us.id) return ignored('own_message')
  const dedupeKey = dedupeKeyOf(us, event.event_id ?? `${peer}:${cmid}`)
  const ref = replyRefOf(peer, cmid)
  const token = tokenOf(message.payload)
  if (token !== undefined) {
    const person = personOf(from, client)
    const tap: Tap = { dedupeKey, chat, person, action: actionOfToken(token) ?? '', token }
    return { type: 'tap', tap, way: { by: 'message', replyTo: ref }, ...(client === undefined ? {} : { client }) }
  }
  const carried = carriedBy(message, ctx.maxFileBytes)
  const reading = readText(message, us, ctx.commands)
  const text = isStart(message.payload) ? '/help' : opening(reading.text)
  const { attachments, quote, refused } = carried
  const says = text !== '' || attachments.length > 0 || quote !== undefined || reading.by !== 'none'
  if (refused === undefined && !says) return ignored('empty')
  const inbound: Inbound = {
    dedupeKey,
    chat,
    sender: personOf(from, client),
    text,
    ...carried,
    address: { by: chat.kind === 'direct' ? 'direct' : reading.by, fromBot: from < 0, everyone: reading.everyone },
    ref,
    receivedAt: ctx.now,
  }
  return {
    type: 'message',
    inbound,
    ...(client === undefined ? {} : { client }),
    ...(message.is_cropped === true ? { cropped: { peer, cmid } } : {}),
  }
}

/** What a message carries besides its words: files, and the words of others. */
function carriedBy(message: VkMessage, maxFileBytes: number): Pick<Inbound, 'attachments' | 'quote' | 'refused'> {
  const media = mediaOf(message, maxFileBytes)
  const quote = quoteOf(message)
  return {
    attachments: media.type === 'attachments' ? media.attachments : [],
    ...(quote === undefined ? {} : { quote }),
    ...(media.type === 'unsupported' ? { refused: 'unsupported' } : {}),
    ...(media.type === 'too_big' ? { refused: 'file_too_large' } : {}),
  }
}

/** A message that VK had cropped, with all that it carries. Its own words are never cropped. */
export function completed(inbound: Inbound, whole: VkMessage, maxFileBytes: number): Inbound {
  const { attachments: _attachments, quote: _quote, refused: _refused, ...said } = inbound
  return { ...said, ...carriedBy(whole, maxFileBytes) }
}

function decodeEdit(message: VkMessage, ctx: DecodeContext): Decoded {
  const { peer_id: peer, conversation_message_id: cmid, from_id: from } = message
  if (peer === undefined || cmid === undefined) return ignored('other_event')
  if (from === -ctx.us.id) return ignored('own_message')
  const { text } = readText(message, ctx.us, ctx.commands)
  return { type: 'edit', chat: chatRefOf(ctx.account, peer), ref: replyRefOf(peer, cmid), text }
}

function decodeTap(event: VkEvent, { account, us }: DecodeContext): Decoded {
  const { user_id: user, peer_id: peer, event_id: eventId, payload, ...rest } = messageEventSchema.parse(event.object)
  // A button that is not ours has no token that we know; the person who pressed it is told so, and not left waiting.
  const token = tokenOf(payload) ?? ''
  const { conversation_message_id: cmid } = rest
  const tap: Tap = {
    dedupeKey: dedupeKeyOf(us, `tap:${eventId}`),
    chat: chatRefOf(account, peer),
    person: personOf(user),
    action: actionOfToken(token) ?? '',
    token,
    ...(cmid === undefined ? {} : { ref: { peer, cmid } }),
  }
  return { type: 'tap', tap, way: { by: 'event', eventId, user, peer } }
}

/** People who come from other messengers begin with this: they want to know what the bot can do. */
function opening(text: string): string {
  return /^(?:\/start|начать|start)$/i.test(text) ? '/help' : text
}

/**
 * Equal for every delivery. It names the community and not the account: another community under an old account's name
 * has events of its own.
 */
function dedupeKeyOf(us: CommunityIdentity, event: string): string {
  return `${CHANNEL}:${us.id}:${event}`
}
