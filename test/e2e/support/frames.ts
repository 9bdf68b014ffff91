import { z } from 'zod'

/*
 * What Webchat's server may send, as DESIGN §6 has it. Strict: a field that the contract does not name is a defect, since
 * other people's scripts would come to rely on it.
 */

const id = z.string().min(1)
const count = z.int().min(0)
const eventId = z.int().min(0)

/** What a button does: one of the actions of the core, or a choice that an agent offers below its answer. */
const action = z.union([
  z.enum(['wait', 'cancel', 'new', 'retry', 'background', 'dequeue']),
  z.templateLiteral(['choice-', z.int()]),
])

const reason = z.enum([
  'waiting_model_response',
  'tool_running',
  'rate_limited',
  'retrying',
  'queue_wait',
  'compacting',
  'waiting_approval',
  'waiting_answer',
  'recovering',
  'cancelling',
])

// Telegram's limit for callback data, which tokens keep to everywhere.
const token = z.string().refine((text) => text !== '' && Buffer.byteLength(text) <= 64, 'a token has 1 to 64 bytes')

const ready = z.strictObject({ type: z.literal('ready'), chat: id, lastEventId: eventId })

const reset = z.strictObject({ type: z.literal('reset') })

const accepted = z.strictObject({ type: z.literal('accepted'), clientId: id, messageId: id })

const toast = z.strictObject({
  type: z.literal('toast'),
  noticeId: z.string(),
  action: id,
  result: z.enum(['done', 'finished', 'forbidden', 'expired', 'unknown']),
  text: z.string().min(1),
})

const error = z.strictObject({
  type: z.literal('error'),
  code: z.enum(['bad_frame', 'too_large', 'hello_first', 'rate_limited', 'queue_full', 'unknown_chat', 'unavailable']),
  clientId: id.exactOptional(),
  noticeId: id.exactOptional(),
  text: z.string().min(1),
  retryAfterMs: count.exactOptional(),
})

const message = z.strictObject({
  type: z.literal('message'),
  id: eventId,
  messageId: id,
  role: z.enum(['user', 'agent']),
  text: z.string().min(1),
  revision: count,
  state: z.enum(['partial', 'final']),
  replyTo: id.exactOptional(),
  mention: z.literal(true).exactOptional(),
})

const notice = z.strictObject({
  type: z.literal('notice'),
  id: eventId,
  noticeId: id,
  revision: z.int().min(1),
  kind: z.enum(['busy', 'failed', 'recovered', 'cancelled', 'info']),
  state: z.enum(['live', 'closed']),
  reason: reason.exactOptional(),
  text: z.string().min(1),
  queuePosition: z.int().min(1).exactOptional(),
  elapsedMs: count,
  actions: z.array(
    z.strictObject({ action, label: z.string().min(1), token, style: z.enum(['primary', 'danger', 'secondary']) }),
  ),
  replyTo: id.exactOptional(),
})

const typing = z.strictObject({ type: z.literal('typing'), id: eventId, on: z.boolean() })

/** Every frame of the server. */
export const serverFrame = z.discriminatedUnion('type', [ready, reset, accepted, toast, error, message, notice, typing])

/** A frame of the server. */
export type ServerFrame = z.output<typeof serverFrame>

/** The frames of one type. */
export type FrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { readonly type: T }>

/** A revision of a message. */
export type Message = FrameOf<'message'>

/** A revision of a notice. */
export type Notice = FrameOf<'notice'>

/** The answer to a tap, or to a command in words. */
export type Toast = FrameOf<'toast'>

/** What a client of the contract sends. */
export type ClientFrame =
  | {
      readonly type: 'hello'
      readonly chat: string | null
      readonly resumeFrom: number | null
      readonly locale: string
    }
  | { readonly type: 'send'; readonly clientId: string; readonly text: string }
  | { readonly type: 'tap'; readonly noticeId: string; readonly action: string; readonly token: string }
