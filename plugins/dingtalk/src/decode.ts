import type { Attachment, ChatRef, Inbound, Person } from '@holdline/bridge'
import { CHANNEL } from './chat-ref.ts'
import { mediaContent, type RobotMessage, repliedMessage, robotMessage } from './payload.ts'
import { readTapText, type TapWords } from './tap-text.ts'

/** What a frame is decoded with. */
export interface DecodeContext {
  readonly account: string
  readonly clientId: string
  /** Epoch milliseconds. */
  readonly now: number
}

/** Where answers to a message go. */
export interface Place {
  /** DingTalk's id of the conversation, which a direct chat's address is not. */
  readonly conversationId: string
  readonly robotCode?: string
  readonly webhook?: { readonly url: string; readonly until: number }
}

/** A frame in the core's words. */
export type Decoded =
  | { readonly type: 'message'; readonly inbound: Inbound; readonly place: Place }
  /** A button that was sent as a message. */
  | { readonly type: 'tap'; readonly inbound: Inbound; readonly place: Place; readonly words: TapWords }
  | { readonly type: 'ignored'; readonly why: 'own_message' }

/** Puts a robot message into the core's words. @throws when it is not what the platform's reference says */
export function decodeMessage(data: string, ctx: DecodeContext): Decoded {
  const message = robotMessage.parse(JSON.parse(data))
  if (message.senderId === message.chatbotUserId) return { type: 'ignored', why: 'own_message' }
  const sender = senderOf(message)
  const direct = message.conversationType === '1'
  const chat: ChatRef = {
    channel: CHANNEL,
    account: ctx.account,
    kind: direct ? 'direct' : 'group',
    chat: direct ? sender.id : message.conversationId,
  }
  const quote = quoteOf(message)
  const said = contentOf(message)
  const inbound: Inbound = {
    dedupeKey: `${CHANNEL}:${ctx.clientId}:${message.msgId}`,
    chat,
    sender,
    text: said.text,
    attachments: said.attachments,
    address: {
      by: direct ? 'direct' : message.isInAtList === false ? 'none' : 'mention',
      fromBot: false,
      everyone: false,
    },
    ref: message.msgId,
    receivedAt: ctx.now,
    ...(quote === undefined ? {} : { quote }),
    ...(said.refused ? { refused: 'unsupported' } : {}),
  }
  const place = placeOf(message)
  const words = said.attachments.length === 0 ? readTapText(said.text) : undefined
  return words === undefined ? { type: 'message', inbound, place } : { type: 'tap', inbound, place, words }
}

function senderOf({ senderStaffId, senderId, senderNick, isAdmin }: RobotMessage): Person {
  // People from outside of the organisation have no staff id.
  const id = senderStaffId === undefined || senderStaffId === '' ? senderId : senderStaffId
  return {
    id,
    ...(senderNick === undefined || senderNick === '' ? {} : { name: senderNick }),
    ...(isAdmin === undefined ? {} : { admin: isAdmin }),
  }
}

function placeOf({ conversationId, robotCode, sessionWebhook, sessionWebhookExpiredTime }: RobotMessage): Place {
  return {
    conversationId,
    ...(robotCode === undefined || robotCode === '' ? {} : { robotCode }),
    ...(sessionWebhook === undefined || sessionWebhookExpiredTime === undefined
      ? {}
      : { webhook: { url: sessionWebhook, until: sessionWebhookExpiredTime } }),
  }
}

interface Said {
  readonly text: string
  readonly attachments: readonly Attachment[]
  readonly refused: boolean
}

function contentOf(message: RobotMessage): Said {
  const content = mediaContent.parse(message.content ?? {})
  const said = (text: string, attachments: readonly Attachment[] = []): Said => ({
    // The robot's name is cut out of a group's text, and leaves its space.
    text: text.trim(),
    attachments,
    refused: text.trim() === '' && attachments.length === 0,
  })
  const code = content.downloadCode ?? content.pictureDownloadCode
  const ref =
    code === undefined
      ? undefined
      : { code, ...(message.robotCode === undefined ? {} : { robotCode: message.robotCode }) }
  switch (message.msgtype) {
    case 'text':
      return said(message.text?.content ?? '')
    case 'richText': {
      const parts = content.richText ?? []
      const words = parts.map(({ text, content: other, msgType }) => text ?? (msgType === 'text' ? (other ?? '') : ''))
      const pictures = parts.flatMap(({ downloadCode }) => (downloadCode === undefined ? [] : [downloadCode]))
      return said(
        words.join(''),
        pictures.map((picture) => ({ kind: 'image', ref: { ...ref, code: picture } })),
      )
    }
    case 'picture':
      return said('', ref === undefined ? [] : [{ kind: 'image', ref }])
    case 'audio': {
      const heard = content.recognition === undefined ? {} : { text: content.recognition }
      return said('', ref === undefined ? [] : [{ kind: 'voice', ref, ...heard }])
    }
    case 'video':
      return said('', ref === undefined ? [] : [{ kind: 'video', ref }])
    case 'file': {
      const name = content.fileName === undefined ? {} : { name: content.fileName }
      return said('', ref === undefined ? [] : [{ kind: 'file', ref, ...name }])
    }
    default:
      return { text: '', attachments: [], refused: true }
  }
}

function quoteOf({ text }: RobotMessage): string | undefined {
  if (text?.isReplyMsg !== true && text?.repliedMsg === undefined) return undefined
  const { content } = repliedMessage.safeParse(text.repliedMsg ?? {}).data ?? {}
  if (content === undefined) return undefined
  if (typeof content === 'string') return content.trim() || undefined
  const parts = (content.richText ?? []).map((part) => part.text ?? part.content ?? '').join('')
  return (content.text ?? parts).trim() || undefined
}
