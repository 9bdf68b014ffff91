import type { CallbackQuery, ChatMemberUpdated, Message, MessageGenerationStopped, Update } from '@grammyjs/types'
import { actionOfToken, type ChatRef, type CommandWords, type Inbound, parseCommand, type Tap } from '@holdline/bridge'
import { type BotIdentity, readText } from './address.ts'
import { CHANNEL, chatRefOf, replyRefOf } from './chat-ref.ts'
import { STAND_INS } from './limits.ts'
import { mediaOf } from './media.ts'
import { personOf, senderOf } from './person.ts'
import { quoteOf } from './quote.ts'

/** What decoding needs to know. */
export interface DecodeContext {
  readonly account: string
  readonly bot: BotIdentity
  readonly commands: CommandWords
  /** Largest file that can be opened. */
  readonly maxFileBytes: number
  /** Epoch milliseconds. */
  readonly now: number
}

/** Why an update is none of the agent's business. Counted, never told. */
export type IgnoredWhy =
  | 'channel_post'
  | 'automatic_forward'
  | 'business'
  | 'guest'
  | 'direct_messages'
  | 'ephemeral'
  | 'service'
  | 'own_message'
  | 'inline_tap'
  | 'nothing_streams'
  | 'other_update'

/** An update as the channel deals with it. */
export type Decoded =
  | { readonly type: 'message'; readonly inbound: Inbound; readonly forum: boolean }
  | { readonly type: 'edit'; readonly chat: ChatRef; readonly ref: string; readonly text: string }
  | { readonly type: 'tap'; readonly tap: Tap; readonly queryId: string }
  /** Stop was pressed on a draft: `inbound` is the command that says the same. */
  | { readonly type: 'stop'; readonly inbound: Inbound; readonly draftId: number }
  | { readonly type: 'move'; readonly from: ChatRef; readonly to: ChatRef }
  | {
      readonly type: 'membership'
      readonly chat: ChatRef
      readonly status: ChatMemberUpdated['new_chat_member']['status']
    }
  | { readonly type: 'ignored'; readonly why: IgnoredWhy }

/** Puts an update into the core's words. */
export function decodeUpdate(update: Update, ctx: DecodeContext): Decoded {
  if (update.message !== undefined) return decodeMessage(update.message, ctx)
  if (update.edited_message !== undefined) return decodeEdit(update.edited_message, ctx)
  if (update.callback_query !== undefined) return decodeTap(update.callback_query, ctx)
  if (update.stopped_message_generation !== undefined)
    return decodeStop(update.update_id, update.stopped_message_generation, ctx)
  if (update.my_chat_member !== undefined) {
    const { chat, new_chat_member: member } = update.my_chat_member
    return { type: 'membership', chat: chatRefOf(ctx.account, chat), status: member.status }
  }
  return ignored(whyUnknown(update))
}

function ignored(why: IgnoredWhy): Decoded {
  return { type: 'ignored', why }
}

function whyUnknown(update: Update): IgnoredWhy {
  if (update.channel_post !== undefined || update.edited_channel_post !== undefined) return 'channel_post'
  if (update.guest_message !== undefined) return 'guest'
  const business =
    update.business_message ??
    update.edited_business_message ??
    update.business_connection ??
    update.deleted_business_messages
  return business === undefined ? 'other_update' : 'business'
}

/** Messages that are not meant for a bot in a chat, whatever they say. */
function whyNotOurs(message: Message, bot: BotIdentity): IgnoredWhy | undefined {
  if (message.business_connection_id !== undefined) return 'business'
  if (message.guest_query_id !== undefined) return 'guest'
  if (message.is_automatic_forward === true) return 'automatic_forward'
  if (message.chat.type === 'channel') return 'channel_post'
  if (message.direct_messages_topic !== undefined) return 'direct_messages'
  if (message.message_id === 0) return 'ephemeral'
  const self = message.from?.id === bot.id || message.via_bot?.id === bot.id
  if (self) return 'own_message'
  const hidden = message.from !== undefined && STAND_INS.has(message.from.id) && message.sender_chat === undefined
  return hidden ? 'service' : undefined
}

function decodeMessage(message: Message, ctx: DecodeContext): Decoded {
  const { account, bot } = ctx
  const { chat, migrate_to_chat_id: newId, migrate_from_chat_id: oldId } = message
  if (newId !== undefined) return moved(account, chat.id, newId)
  if (oldId !== undefined) return moved(account, oldId, chat.id)
  const why = whyNotOurs(message, bot)
  if (why !== undefined) return ignored(why)
  const sender = senderOf(message)
  const media = mediaOf(message, ctx.maxFileBytes)
  const { by, text } = readText(message, bot, (words) => isCommand(words, ctx))
  const attachments = media.type === 'attachments' ? media.attachments : []
  if (
    sender === undefined ||
    (media.type === 'attachments' && text === '' && attachments.length === 0 && by === 'none')
  )
    return ignored('service')
  const quote = quoteOf(message)
  const inbound: Inbound = {
    dedupeKey: dedupeKeyOf(bot, `${chat.id}:${message.message_id}`),
    chat: chatRefOf(account, chat, message),
    sender,
    text: opening(text),
    attachments,
    address: {
      by: chat.type === 'private' ? 'direct' : by,
      fromBot: message.from?.is_bot === true && message.sender_chat === undefined,
      everyone: false,
    },
    ref: replyRefOf({ chat: chat.id, message: message.message_id }),
    receivedAt: ctx.now,
    ...(quote === undefined ? {} : { quote }),
    ...(message.media_group_id === undefined ? {} : { album: message.media_group_id }),
    ...(media.type === 'unsupported' ? { refused: 'unsupported' } : {}),
    ...(media.type === 'too_big' ? { refused: 'file_too_large' } : {}),
  }
  return { type: 'message', inbound, forum: 'is_forum' in chat && chat.is_forum === true }
}

function decodeEdit(message: Message, ctx: DecodeContext): Decoded {
  const why = whyNotOurs(message, ctx.bot)
  if (why !== undefined) return ignored(why)
  const { text } = readText(message, ctx.bot, () => false)
  const ref = replyRefOf({ chat: message.chat.id, message: message.message_id })
  return { type: 'edit', chat: chatRefOf(ctx.account, message.chat, message), ref, text }
}

/** A tap on a message that is too old to be shown has a chat and a number, and no topic. */
function decodeTap(query: CallbackQuery, { account, bot }: DecodeContext): Decoded {
  const { message, data = '', from } = query
  if (message === undefined) return ignored('inline_tap')
  const tap: Tap = {
    dedupeKey: dedupeKeyOf(bot, `tap:${query.id}`),
    chat: chatRefOf(account, message.chat, message),
    person: personOf(from),
    action: actionOfToken(data) ?? '',
    token: data,
    ref: { chat: message.chat.id, message: message.message_id },
  }
  return { type: 'tap', tap, queryId: query.id }
}

/** A press on a draft's Stop has no person in it; a private chat has only one. */
function decodeStop(
  updateId: number,
  { chat, message_thread_id: thread, draft_id: draftId }: MessageGenerationStopped,
  ctx: DecodeContext,
): Decoded {
  const inThread = thread === undefined ? {} : { is_topic_message: true, message_thread_id: thread }
  const inbound: Inbound = {
    dedupeKey: dedupeKeyOf(ctx.bot, `stop:${updateId}`),
    chat: chatRefOf(ctx.account, chat, inThread),
    sender: personOf({
      id: chat.id,
      is_bot: false,
      first_name: chat.first_name,
      ...(chat.last_name === undefined ? {} : { last_name: chat.last_name }),
    }),
    text: '/cancel',
    attachments: [],
    address: { by: 'direct', fromBot: false, everyone: false },
    ref: '',
    receivedAt: ctx.now,
  }
  return { type: 'stop', inbound, draftId }
}

function moved(account: string, from: number, to: number): Decoded {
  const group = (id: number): ChatRef => ({ channel: CHANNEL, account, kind: 'group', chat: String(id) })
  return { type: 'move', from: group(from), to: group(to) }
}

/** Telegram's clients send this when a person first opens the bot: they want to know what it can do. */
function opening(text: string): string {
  return /^\/start(?:\s|$)/i.test(text) ? '/help' : text
}

function isCommand(text: string, { commands }: DecodeContext): boolean {
  return parseCommand(text, { direct: false, addressed: false, words: commands }) !== null
}

/**
 * Equal for every delivery. It names the bot and not the account: a new bot under an old account's name counts its
 * messages from the beginning.
 */
function dedupeKeyOf(bot: BotIdentity, event: string): string {
  return `${CHANNEL}:${bot.id}:${event}`
}
