import { isJsonObject, parseJson } from '../../kit/json.ts'
import type { Chat } from '../chat.ts'
import type { Attachment, ChatMessage, MessageVersion } from '../chat-message.ts'
import type { Community } from '../community.ts'
import { fileView } from '../compose.ts'
import { ERROR_CODE } from '../error-code.ts'
import { badParameter, Refused } from '../refusal.ts'
import { readFormats } from '../rules-format.ts'
import { type Keyboard, readKeyboard } from '../rules-keyboard.ts'
import type { MethodContext } from './method.ts'

const MAX_ATTACHMENTS = 10 // docs, messages.send: attachment
const FORWARD_FIELDS = ['owner_id', 'peer_id', 'conversation_message_ids', 'cmids', 'message_ids', 'is_reply']

/** The keyboard of a call; refused where the community has none. */
export function keyboardOf({ params, community }: MethodContext): Keyboard | undefined {
  const keyboard = readKeyboard(params.text('keyboard'))
  const used = keyboard !== undefined && keyboard.rows.length > 0
  if (used && !community.botCapabilities) throw new Refused('keyboard.feature', ERROR_CODE.botFeature)
  return keyboard
}

/** What is attached: uploaded files by their names, and a sticker. */
export function attachmentsOf({ params, platform }: MethodContext): readonly Attachment[] {
  const names = params.list('attachment')
  if (names.length > MAX_ATTACHMENTS) throw badParameter('attachment.shape', 'attachment has too many items')
  const attachments = names.map((name): Attachment => {
    if (!/^(photo|doc)-?\d+_\d+(_\w+)?$/.test(name)) throw badParameter('attachment.shape', 'attachment is invalid')
    const file = platform.files.byReference(name)
    if (file === undefined) throw badParameter('attachment.found', 'attachment is not found')
    return { content: file.kind, view: fileView(file, platform.baseUrl()), file }
  })
  if (!params.has('sticker_id')) return attachments
  const sticker = { sticker_id: params.integer('sticker_id') }
  return [...attachments, { content: 'sticker', view: { type: 'sticker', sticker } }]
}

/** The text of a call, and how it looks. */
export function textOf({ params, platform }: MethodContext): Pick<MessageVersion, 'text' | 'formats'> {
  const text = params.text('message')
  if (text.length > platform.limits.messageLength) throw new Refused('message.length', ERROR_CODE.messageTooLong)
  return { text, formats: readFormats(params.text('format_data'), text) }
}

/** A message has to have something in it. */
export function mustHaveContent({ text, attachments, forwarded }: Omit<MessageVersion, 'at'>): void {
  if (text.trim() === '' && attachments.length === 0 && forwarded.length === 0) {
    throw badParameter('message.empty', 'message is empty or invalid')
  }
}

function idsOf(value: unknown): readonly number[] {
  if (value === undefined) return []
  const isList = Array.isArray(value) && value.every((id: unknown) => Number.isSafeInteger(id))
  if (!isList) throw badParameter('forward.shape', 'forward is invalid')
  return value.map(Number)
}

/** The messages that a call forwards or replies to. */
export function forwardOf(
  { params, platform, community }: MethodContext,
  chat: Chat,
): Pick<MessageVersion, 'replyTo' | 'forwarded'> {
  if (params.has('reply_to')) {
    const replyTo = chat.messages.find(({ origin }) => origin.id === params.integer('reply_to') && origin.id !== 0)
    if (replyTo === undefined) throw badParameter('forward.found', 'reply_to is invalid')
    return { replyTo, forwarded: [] }
  }
  if (!params.has('forward')) return { replyTo: undefined, forwarded: [] }
  const forward = parseJson(params.text('forward'))
  if (!isJsonObject(forward) || Object.keys(forward).some((name) => !FORWARD_FIELDS.includes(name))) {
    throw badParameter('forward.shape', 'forward is invalid')
  }
  const { peer_id: peerId = chat.peerIdFor(community), is_reply: isReply = false } = forward
  if (typeof peerId !== 'number' || ![true, false, 0, 1].includes(Number(isReply))) {
    throw badParameter('forward.shape', 'forward is invalid')
  }
  const from = platform.chatOf(community, peerId)
  const found = [
    ...idsOf(forward.conversation_message_ids).map((cmid) => from?.message(cmid)),
    ...idsOf(forward.cmids).map((cmid) => from?.message(cmid)),
    ...idsOf(forward.message_ids).map((id) => messageById(community, id)),
  ]
  if (found.length === 0) throw badParameter('forward.shape', 'forward names no message')
  const messages = found.filter((message) => message !== undefined)
  if (messages.length < found.length) throw badParameter('forward.found', 'forward message is not found')
  if (!isReply) return { replyTo: undefined, forwarded: messages }
  if (messages.length > 1 || from !== chat) throw badParameter('forward.shape', 'a reply is to one message of the chat')
  return { replyTo: messages[0], forwarded: [] }
}

/** A message by its number in the community's message box. */
export function messageById(community: Community, id: number): ChatMessage | undefined {
  if (id === 0) return undefined
  const chats = [...community.directChats.values()]
  return chats.flatMap(({ messages }) => messages).find(({ origin }) => origin.id === id)
}
