import { type ChatRef, type Inbound, isActionName, type Tap } from '@holdline/bridge'
import { CHANNEL, chatRefOf } from './chat-ref.ts'
import { readContent } from './content.ts'
import { EVENT, messageEvent, recallEvent, tapEvent } from './events.ts'
import { localeIn } from './locale.ts'
import { type BotIdentity, readMentions } from './mentions.ts'
import { readTapValue } from './tap-value.ts'

/** What decoding needs to know. */
export interface DecodeContext {
  readonly account: string
  readonly appId: string
  /** Absent: not known yet. Nothing of a group can be decoded then. */
  readonly bot?: BotIdentity
  /** Epoch milliseconds. */
  readonly now: number
}

/** Why an event is none of the agent's business. Counted, never told. */
export type IgnoredWhy = 'own_message' | 'system' | 'anonymous' | 'foreign_tap' | 'other_event'

/** What the words of a message depend on, besides the event. */
export interface Lookups {
  /** The message that it answers. */
  readonly parent?: string
  /** In a thread every message answers the thread's first one, which nobody meant to answer. */
  readonly parentIsThread: boolean
  /** The message that its thread began with. */
  readonly threadRoot?: string
  /** People whose names it says. */
  readonly named: readonly { readonly id: string; readonly name: string }[]
  /** It is a forwarded conversation, whose words have to be asked for. */
  readonly forwarded: boolean
}

/** An event as the channel deals with it. */
export type Decoded =
  | { readonly type: 'message'; readonly inbound: Inbound; readonly lookups: Lookups }
  | { readonly type: 'tap'; readonly tap: Tap; readonly message: string }
  | { readonly type: 'recalled'; readonly chat: string; readonly ref: string }
  /** Who is addressed cannot be told without knowing who the bot is. */
  | { readonly type: 'too_early' }
  | { readonly type: 'ignored'; readonly why: IgnoredWhy }

/** Puts an event into the core's words. @throws {ZodError} when it is not what the platform documents */
export function decodeEvent(type: string, event: unknown, ctx: DecodeContext): Decoded {
  switch (type) {
    case EVENT.message:
      return decodeMessage(event, ctx)
    case EVENT.tap:
      return decodeTap(event, ctx)
    case EVENT.recalled: {
      const { chat_id: chat, message_id: ref } = recallEvent.parse(event)
      return { type: 'recalled', chat, ref }
    }
    default:
      return ignored('other_event')
  }
}

function ignored(why: IgnoredWhy): Decoded {
  return { type: 'ignored', why }
}

function decodeMessage(event: unknown, { account, appId, bot, now }: DecodeContext): Decoded {
  const { sender, message } = messageEvent.parse(event)
  const id = sender.sender_id?.open_id
  const fromBot = sender.sender_type === 'app' || sender.sender_type === 'bot'
  if (id === undefined || id === '') return ignored('anonymous')
  if (id === bot?.openId) return ignored('own_message')
  const direct = message.chat_type === 'p2p'
  if (!direct && bot === undefined) return { type: 'too_early' }
  const {
    text: written,
    attachments,
    mentions,
    nature,
  } = readContent(message.message_type, message.content ?? '', message.message_id)
  if (nature === 'system') return ignored('system')
  const listed = message.mentions ?? []
  const known = new Set(listed.map(({ key }) => key))
  const reading = readMentions(written, [...listed, ...mentions.filter(({ key }) => !known.has(key))], bot)
  const locale = localeIn(message.user_agent)
  const inbound: Inbound = {
    dedupeKey: `${CHANNEL}:${appId}:${message.message_id}`,
    chat: chatRefOf(account, direct ? 'direct' : 'group', message.chat_id, message.thread_id || undefined),
    sender: { id, ...(locale === undefined ? {} : { locale }) },
    text: reading.text,
    attachments,
    address: { by: direct ? 'direct' : reading.bot ? 'mention' : 'none', fromBot, everyone: reading.everyone },
    ref: message.message_id,
    receivedAt: now,
    ...(nature === 'unsupported' ? { refused: 'unsupported' } : {}),
  }
  const { parent_id: parent, root_id: root, thread_id: thread } = message
  const inThread = thread !== undefined && thread !== ''
  return {
    type: 'message',
    inbound,
    lookups: {
      ...(parent === undefined || parent === '' ? {} : { parent }),
      parentIsThread: inThread && parent === root,
      ...(inThread && root ? { threadRoot: root } : {}),
      named: listed.flatMap(({ id, name = '' }) =>
        typeof id === 'object' && id.open_id !== undefined ? [{ id: id.open_id, name }] : [],
      ),
      forwarded: nature === 'forwarded',
    },
  }
}

/** A tap says neither whether its chat is a group nor its thread: the button says it. */
function decodeTap(event: unknown, { account, appId }: DecodeContext): Decoded {
  const { event_id: eventId, token, operator, action, context } = tapEvent.parse(event)
  const { open_chat_id: chatId, open_message_id: message } = context ?? {}
  const value = readTapValue(action?.value)
  const person = operator.open_id
  if (value === undefined || chatId === undefined || message === undefined || person === undefined)
    return ignored('foreign_tap')
  const chat: ChatRef = chatRefOf(account, value.kind, chatId, value.thread)
  const tap: Tap = {
    dedupeKey: `${CHANNEL}:${appId}:tap:${eventId ?? token ?? ''}`,
    chat,
    person: { id: person },
    action: isActionName(value.action) ? value.action : '',
    token: value.token,
    ...(value.notice === '' ? {} : { noticeId: value.notice }),
    ref: { message },
  }
  return { type: 'tap', tap, message }
}
