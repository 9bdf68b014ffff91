import type { BotAccount } from '../bot-account.ts'
import { type Chat, type ChatMessage, GENERAL_THREAD } from '../chat.ts'
import type { StoredFile } from '../file-store.ts'
import type { MessageMedia } from '../message-version.ts'
import { type Place, placeOf } from '../place.ts'
import { badRequest } from '../refusal.ts'
import { readMarkup } from '../rules-keyboard.ts'
import { readPreview, readText } from '../rules-text.ts'
import { messageView } from '../views.ts'
import { openChat } from './access.ts'
import type { Method, MethodContext } from './method.ts'

interface ReplyRequest {
  readonly messageId: number
  readonly allowMissing: boolean
  readonly quote: string | undefined
}

/** Reads which message is replied to: the new way, or the old one with two parameters. Source: botapi 9385-9430. */
function readReply({ params }: MethodContext): ReplyRequest | undefined {
  if (!params.has('reply_parameters')) {
    const messageId = params.integer('reply_to_message_id')
    const allowMissing = params.flag('allow_sending_without_reply')
    return messageId > 0 ? { messageId, allowMissing, quote: undefined } : undefined
  }
  const reply = params.object('reply_parameters')
  if (reply === undefined) throw badRequest('reply.shape', "can't parse reply parameters JSON object")
  const messageId = Number(reply.message_id)
  if (!Number.isInteger(messageId)) throw badRequest('reply.shape', 'can\'t find field "message_id"')
  const quote = typeof reply.quote === 'string' && reply.quote !== '' ? reply.quote : undefined
  return { messageId, allowMissing: reply.allow_sending_without_reply === true, quote }
}

function findReply(chat: Chat, request: ReplyRequest | undefined): ChatMessage | undefined {
  if (request === undefined) return undefined
  const message = chat.message(request.messageId)
  if (message === undefined && !request.allowMissing) throw badRequest('reply.found', 'message to be replied not found')
  if (request.quote !== undefined && message?.text.includes(request.quote) === false) {
    throw badRequest('reply.shape', 'QUOTE_TEXT_INVALID')
  }
  return message
}

/**
 * The topic that a call is for. `general` says what thread 1 means: in a forum a message that names it is refused, and a
 * typing action has to. Without topics the thread is ignored. Source: botapi 8255-8290.
 */
export function openThread(context: MethodContext, chat: Chat, general: 'refused' | 'meant'): number | undefined {
  const thread = context.params.integer('message_thread_id')
  const mayHaveTopics = chat.forum || (chat.type === 'private' && context.account.topicsInPrivate)
  if (thread === 0 || !mayHaveTopics) return undefined
  if (chat.forum && thread === GENERAL_THREAD && general === 'refused') {
    throw badRequest('thread.general', 'message thread not found')
  }
  if (!chat.topics.has(thread)) throw badRequest('thread.found', 'message thread not found')
  return thread
}

/** Whether the bot may write there now. */
export function checkWriting(account: BotAccount, chat: Chat, thread: number | undefined, kind: string): void {
  if (chat.members.get(account.id)?.canSend === false || (chat.type === 'channel' && !chat.isAdmin(account))) {
    throw badRequest('chat.rights', `not enough rights to send ${kind} to the chat`)
  }
  const topic = chat.topics.get(thread ?? GENERAL_THREAD)
  if (topic?.closed === true && !chat.mayAs(account, 'can_manage_topics')) {
    throw badRequest('thread.closed', 'TOPIC_CLOSED')
  }
}

function refuseBusiness({ params }: MethodContext): void {
  if (params.text('business_connection_id') !== '') throw badRequest('chat.found', 'business connection not found')
}

/** Sends what is ready: in the right place, within the budget, in the order in which the API checks. */
function post(context: MethodContext, place: 'message' | 'caption', kind: string, media?: () => MessageMedia): unknown {
  const { platform, account, params } = context
  const text = readText(params, place, (id) => platform.users.get(id))
  const preview = readPreview(params)
  const markup = readMarkup(params, 'message')
  const request = readReply(context)
  refuseBusiness(context)
  const chat = openChat(context, 'write')
  const thread = openThread(context, chat, 'refused')
  const replyTo = findReply(chat, request)
  const where = placeOf(chat, thread, replyTo)
  checkWriting(account, chat, topicOf(where), kind)
  const attached = media?.()
  account.flood.spend('message', chat)
  const message = platform.post(
    {
      chat,
      from: account.user,
      author: account,
      replyTo,
      quote: replyTo === undefined ? undefined : request?.quote,
      media: attached,
      ...where,
    },
    { ...text, preview, markup },
  )
  settle(chat, topicOf(where))
  return messageView(message)
}

/** The topic of a place; a thread of replies is none. */
function topicOf({ thread, inTopic }: Place): number | undefined {
  return inTopic === true ? thread : undefined
}

/** A bot's message ends its typing and its draft. Source: types, sendChatAction and sendMessageDraft. */
function settle(chat: Chat, topic: number | undefined): void {
  const places = chat.forum && topic === undefined ? [undefined, GENERAL_THREAD] : [topic]
  for (const place of places) {
    chat.setTyping(place, 0)
    chat.setDraft(place, undefined)
  }
}

/** A file of a call: uploaded with it, or one that the platform has. Links are not followed. */
function readFile({ platform, params }: MethodContext, name: 'document' | 'photo'): StoredFile {
  const upload = params.upload(name)
  const folder = name === 'photo' ? 'photos' : 'documents'
  if (upload !== undefined) return platform.files.add({ folder, ...upload })
  const id = params.text(name)
  if (id === '') throw badRequest('file.given', `there is no ${name} in the request`)
  const known = platform.files.byId(id)
  if (known === undefined) throw badRequest('file.found', 'wrong file identifier/HTTP URL specified')
  return known
}

/** `sendMessage` */
export const sendMessage: Method = (context) => post(context, 'message', 'text messages')

/** `sendDocument` */
export const sendDocument: Method = (context) =>
  post(context, 'caption', 'documents', () => ({ kind: 'document', file: readFile(context, 'document') }))

/** `sendPhoto` */
export const sendPhoto: Method = (context) =>
  post(context, 'caption', 'photos', () => ({ kind: 'photo', file: readFile(context, 'photo') }))

// Source: types, sendChatAction.action.
const ACTIONS = [
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
]

/** `sendChatAction` */
export const sendChatAction: Method = (context) => {
  const { platform, account, params } = context
  if (!ACTIONS.includes(params.text('action'))) throw badRequest('typing.action', 'wrong parameter action in request')
  const chat = openChat(context, 'write')
  if (chat.type === 'channel') throw badRequest('typing.chat', 'CHAT_ACTION_NOT_SUPPORTED')
  const thread = openThread(context, chat, 'meant')
  checkWriting(account, chat, thread, 'text messages')
  account.flood.spend('typing', chat)
  const { typingMs } = platform.limits
  chat.setTyping(thread, platform.clock.now() + typingMs)
  platform.clock.after(typingMs, () => platform.watch.changed())
  return true
}

/** `sendMessageDraft` */
export const sendMessageDraft: Method = (context) => {
  const { platform, account, params } = context
  const { text, entities } = readText(params, 'draft', (id) => platform.users.get(id))
  const chat = openChat(context, 'write')
  if (chat.type !== 'private') throw badRequest('draft.chat', 'TEXTDRAFT_PEER_INVALID')
  const id = params.integer('draft_id')
  if (id === 0) throw badRequest('draft.id', 'draft_id must be non-zero')
  const thread = openThread(context, chat, 'meant')
  account.flood.spend('draft', chat)
  const { draftMs } = platform.limits
  const draft = {
    id,
    text,
    entities,
    canStop: params.flag('can_stop'),
    keepOnStop: params.flag('keep_on_stop'),
    stopped: false,
    expiresAt: platform.clock.now() + draftMs,
  }
  chat.setDraft(thread, draft)
  platform.clock.after(draftMs, () => {
    if (chat.lastDraft(thread) !== draft) return
    chat.setDraft(thread, undefined)
    platform.violate('draft.finished', `draft ${id} has expired, and no message has followed it`)
  })
  return true
}
