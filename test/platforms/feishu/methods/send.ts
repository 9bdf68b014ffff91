import type { JsonObject } from '../../kit/json.ts'
import type { FeishuApp } from '../app.ts'
import type { Chat, ChatMessage } from '../chat.ts'
import { placeOf } from '../events.ts'
import { TENANT_KEY } from '../identity.ts'
import { Person } from '../person.ts'
import type { Platform } from '../platform.ts'
import { Refused } from '../refused.ts'
import { type Content, readContent } from '../rules-content.ts'
import { findMessage } from './find.ts'
import type { Method, MethodContext } from './method.ts'

const OPEN_ID = /^ou_/

/** A message as the API shows it to the bot that sent it. */
export function messageView(message: ChatMessage, app: { readonly appId: string }, content: string): JsonObject {
  return {
    message_id: message.id,
    ...placeOf(message),
    msg_type: message.type,
    create_time: String(message.origin.at),
    update_time: String(message.versions.at(-1)?.at ?? message.origin.at),
    deleted: message.state !== 'there',
    updated: message.edits > 0,
    chat_id: message.chat.id,
    sender: { id: app.appId, id_type: 'app_id', sender_type: 'app', tenant_key: TENANT_KEY },
    body: { content },
  }
}

/** The chat that `receive_id` names. */
function receiver({ platform, app, params }: MethodContext): Chat {
  const { receive_id_type: type } = params.query
  const { receive_id: id } = params.body
  if (typeof type !== 'string') throw new Refused('params.given', 'receive_id_type')
  if (typeof id !== 'string' || id === '') throw new Refused('params.given', 'receive_id')
  if (type === 'chat_id') {
    const chat = platform.chats.get(id)
    if (chat === undefined) throw new Refused('chat.found')
    return chat
  }
  if (type !== 'open_id' && type !== 'union_id') throw new Refused('params.shape', `receive_id_type ${type}`)
  const person = platform.knownTo(app, id)
  if (person instanceof Person) return platform.p2p(person, app)
  throw new Refused(OPEN_ID.test(id) && platform.whoIs(id) !== undefined ? 'chat.openid' : 'chat.found')
}

/** Refuses what the chat cannot take from this bot now. */
function checkChat({ platform, app }: MethodContext, chat: Chat): void {
  if (!chat.members.has(app)) throw new Refused('chat.member')
  if (chat.type !== 'p2p') return
  for (const who of chat.members) {
    if (who !== app && !platform.isAvailable(who, app)) throw new Refused('chat.available')
  }
}

/** Refuses what is too much for the chat: its bots share what it takes. */
function checkRate({ platform, app }: MethodContext, chat: Chat): void {
  const { limits, perSecond } = platform
  if (!limits.flood) return
  const sent = perSecond.within(chat.id)
  if (sent.length < limits.sendsPerSecondPerChat) return
  const alone = sent.every(({ who }) => who === app.appId)
  throw new Refused(alone ? 'rate.chat' : 'rate.chat.shared')
}

/** Reads what is to be sent, and checks what needs the platform for it. */
export function checkContent({ platform, app, call }: MethodContext, type: unknown, given: unknown): Content {
  const content = readContent(type, given, platform.limits)
  for (const key of content.resources) {
    if (platform.files.get(key)?.owner !== app.appId) throw new Refused('content.resource', key)
  }
  if (platform.forbidden?.test(JSON.stringify(content.json)) === true) throw new Refused('audit.dlp')
  for (const id of content.mentions) {
    if (id !== 'all' && platform.knownTo(app, id) === undefined) platform.violate('content.mention', id, call)
  }
  for (const { rule, detail } of content.notes) platform.violate(rule, detail, call)
  return content
}

function readUuid({ platform, params }: MethodContext): string | undefined {
  const { uuid } = params.body
  if (uuid === undefined || uuid === '') return undefined
  if (typeof uuid !== 'string' || uuid.length > platform.limits.uuidChars) throw new Refused('uuid.length')
  return uuid
}

/** What was sent with this uuid within the hour; with another content, too. */
function repeated({ platform, app, call }: MethodContext, uuid: string | undefined, chat: string | undefined) {
  const known = uuid === undefined ? undefined : platform.uuids.get(`${app.appId}:${uuid}`)
  if (known === undefined || platform.clock.now() - known.at >= platform.limits.uuidMs) return undefined
  if (known.message.chat.id !== chat) platform.violate('uuid.same', String(uuid), call)
  return known.message
}

function send(context: MethodContext, chat: Chat, parent: ChatMessage | undefined): JsonObject {
  const { platform, app, params } = context
  const { msg_type: type, content: given, reply_in_thread: inThread } = params.body
  if (inThread !== undefined && typeof inThread !== 'boolean') throw new Refused('params.shape', 'reply_in_thread')
  const uuid = readUuid(context)
  const same = repeated(context, uuid, chat.id)
  if (same !== undefined) return { data: messageView(same, app, JSON.stringify(same.now.json)) }
  checkChat(context, chat)
  const content = checkContent(context, type, given)
  checkRate(context, chat)
  platform.perSecond.add(chat.id, app.appId)
  const message = platform.post({ chat, from: app, byBot: true, parent, inThread: inThread === true }, content)
  if (uuid !== undefined) platform.uuids.set(`${app.appId}:${uuid}`, { at: platform.clock.now(), message })
  return { data: messageView(message, app, JSON.stringify(content.json)) }
}

/** `POST /im/v1/messages`. */
export const createMessage: Method = {
  name: 'message.create',
  verb: 'POST',
  path: '/open-apis/im/v1/messages',
  query: ['receive_id_type'],
  body: ['receive_id', 'msg_type', 'content', 'uuid'],
  scope: 'im:message',
  run: (context) => send(context, receiver(context), undefined),
}

/** `POST /im/v1/messages/:message_id/reply`. */
export const replyMessage: Method = {
  name: 'message.reply',
  verb: 'POST',
  path: '/open-apis/im/v1/messages/:message_id/reply',
  body: ['msg_type', 'content', 'reply_in_thread', 'uuid'],
  scope: 'im:message',
  run(context) {
    const { platform, app, path } = context
    const uuid = readUuid(context)
    const id = path.message_id
    // What was sent is sent, whatever has become of the message that it answers.
    const same = repeated(context, uuid, platform.message(id ?? '')?.chat.id)
    if (same !== undefined) return { data: messageView(same, app, JSON.stringify(same.now.json)) }
    const found = findMessage(platform, app, id)
    return send(context, found.chat, found)
  },
}

/** Refuses what is too much for one message. */
export function checkMessageRate(platform: Platform, app: FeishuApp, message: ChatMessage): void {
  const { limits, perSecond } = platform
  if (limits.flood && perSecond.within(message.id).length >= limits.patchesPerSecondPerMessage) {
    throw new Refused('rate.message')
  }
  perSecond.add(message.id, app.appId)
}
