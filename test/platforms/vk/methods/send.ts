import type { JsonObject } from '../../kit/json.ts'
import type { ChatMessage, MessageVersion } from '../chat-message.ts'
import { ERROR_CODE } from '../error-code.ts'
import { badParameter, Refused } from '../refusal.ts'
import { RULES } from '../rules.ts'
import { isChatPeer, writableChat } from './access.ts'
import { attachmentsOf, forwardOf, keyboardOf, mustHaveContent, textOf } from './content.ts'
import type { Method, MethodContext } from './method.ts'

const MAX_INT32 = 2 ** 31 - 1
const MINUTE_MS = 60_000
const FIRST_CHAT_PEER = 2_000_000_000

interface Recipients {
  readonly peers: readonly number[]
  /** Whether the answer is a list with an entry for each. */
  readonly listed: boolean
}

function recipientsOf({ params }: MethodContext): Recipients {
  const given = ['peer_id', 'peer_ids', 'user_id', 'chat_id', 'domain'].filter((name) => params.has(name))
  const [name] = given
  if (name === undefined || given.length > 1 || name === 'domain') {
    throw badParameter('peer.given', 'exactly one of peer_id, peer_ids, user_id and chat_id is needed')
  }
  if (name === 'peer_ids') return { peers: params.integers(name), listed: true }
  const id = params.integer(name)
  return { peers: [name === 'chat_id' ? FIRST_CHAT_PEER + id : id], listed: false }
}

function randomIdOf({ params, note }: MethodContext): number {
  if (!params.has('random_id')) throw badParameter('random.given', 'random_id is a required parameter')
  const randomId = Number(params.text('random_id'))
  if (Math.abs(randomId) > MAX_INT32) note('random.range', `random_id ${params.text('random_id')} is no int32`)
  if (randomId === 0) note('random.zero', 'a message with random_id 0 is sent twice when the call is repeated')
  return randomId
}

/** What makes one message another than a second with the same `random_id`. */
function fingerprint({ params }: MethodContext): string {
  return JSON.stringify(
    ['message', 'format_data', 'attachment', 'keyboard', 'forward', 'sticker_id'].map((name) => params.text(name)),
  )
}

function mustNotFlood({ platform, community }: MethodContext, text: string, peerId: number): void {
  const { limits, clock } = platform
  const since = clock.now() - MINUTE_MS
  const chat = platform.chatOf(community, peerId)
  const same = chat?.history.filter(
    (message) =>
      message.fromId === community.ownerId && message.origin.at > since && message.versions[0]?.text === text,
  )
  if (limits.flood && (same?.length ?? 0) >= limits.samePerMinute) throw new Refused('flood.same', ERROR_CODE.flood)
}

/** Sends to one peer; a message with a known `random_id` is the one that was sent before. */
function sendTo(context: MethodContext, peerId: number, randomId: number): ChatMessage {
  const { platform, community, params, note } = context
  const chat = writableChat(platform, community, peerId)
  const key = `${peerId}:${randomId}`
  const now = platform.clock.now()
  const known = randomId === 0 ? undefined : community.sent.get(key)
  if (known !== undefined && now - known.at < platform.limits.randomIdMs) {
    if (known.content !== fingerprint(context)) {
      note('random.reused', `random_id ${randomId} was used in ${peerId} for another message; this one is swallowed`)
    }
    return known.message
  }
  const keyboard = keyboardOf(context)
  const content: Omit<MessageVersion, 'at'> = {
    ...textOf(context),
    keyboard: keyboard?.inline && keyboard.rows.length > 0 ? keyboard : undefined,
    attachments: attachmentsOf(context),
    ...forwardOf(context, chat),
    linkPreview: !params.flag('dont_parse_links'),
    notifies: !params.flag('disable_mentions'),
  }
  mustHaveContent(content)
  mustNotFlood(context, content.text, peerId)
  chat.setTyping(0)
  if (keyboard !== undefined && !keyboard.inline) chat.keyboard = keyboard.rows.length > 0 ? keyboard : undefined
  const message = platform.post(chat, { fromId: community.ownerId, randomId }, content)
  community.sent.set(key, { message, at: now, content: fingerprint(context) })
  return message
}

/** What an entry of a list says. Source: schema, messages_send_user_ids_response_item. */
function entry(context: MethodContext, peerId: number, randomId: number): JsonObject {
  try {
    const { origin } = sendTo(context, peerId, randomId)
    return { peer_id: peerId, message_id: origin.id, conversation_message_id: origin.cmid }
  } catch (error) {
    if (!(error instanceof Refused) || RULES[error.rule].blame === 'bot') throw error
    const failed = { code: error.code, description: error.message }
    return { peer_id: peerId, message_id: 0, conversation_message_id: 0, error: failed }
  }
}

/** `messages.send` */
export const send: Method = (context) => {
  const { peers, listed } = recipientsOf(context)
  const randomId = randomIdOf(context)
  if (listed) return peers.map((peerId) => entry(context, peerId, randomId))
  const [peerId = 0] = peers
  const { origin } = sendTo(context, peerId, randomId)
  // facts: in a chat of several a bot is not told the number of its message.
  return isChatPeer(peerId) ? 0 : origin.id
}
