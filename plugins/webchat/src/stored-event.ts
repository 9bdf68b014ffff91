import { type Json, PHASE_CODES } from '@holdline/bridge'
import { z } from 'zod'

const message = z.object({
  type: z.literal('message'),
  role: z.enum(['user', 'agent']),
  messageId: z.string(),
  text: z.string(),
  replyTo: z.string().exactOptional(),
  mention: z.literal(true).exactOptional(),
})

const notice = z.object({
  type: z.literal('notice'),
  noticeId: z.string(),
  revision: z.number(),
  kind: z.enum(['busy', 'failed', 'recovered', 'cancelled', 'info']),
  state: z.enum(['live', 'closed']),
  reason: z.enum(PHASE_CODES).exactOptional(),
  text: z.string(),
  queuePosition: z.number().exactOptional(),
  elapsedMs: z.number(),
  /** When `elapsedMs` was true, in epoch milliseconds. */
  at: z.number(),
  actions: z.array(
    z.object({
      /** One of the core's, or `choice-<n>` for a button below an answer. */
      action: z.string(),
      label: z.string(),
      token: z.string(),
      style: z.enum(['primary', 'danger', 'secondary']),
    }),
  ),
  replyTo: z.string().exactOptional(),
})

const storedEvent = z.discriminatedUnion('type', [message, notice])

/** A final message in a chat's log. */
export type StoredMessage = z.output<typeof message>

/** A notice's latest revision in a chat's log. */
export type StoredNotice = z.output<typeof notice>

/** The body of a log entry: an event without its id. */
export type StoredEvent = StoredMessage | StoredNotice

/** Reads the body of a log entry; `null` for what this version does not know. */
export function parseStored(body: Json): StoredEvent | null {
  return storedEvent.safeParse(body).data ?? null
}
