import { z } from 'zod'

/*
 * What VK sends, as far as it is read here. What is not named is left alone, and a part that has another form than
 * expected is taken for absent where the rest makes sense without it: new clients send new things every year.
 */

/** An attachment: its type, and under a key of that name what it is. */
export const attachmentSchema = z.looseObject({ type: z.string() })

/** One attachment of a message, not yet looked into. */
export type VkAttachment = z.output<typeof attachmentSchema>

/** A message as VK sends it, also one in a message: a reply, or something forwarded. */
export interface VkMessage {
  readonly peer_id?: number | undefined
  readonly from_id: number
  /** The number in the conversation; absent in messages that were forwarded from elsewhere. */
  readonly conversation_message_id?: number | undefined
  readonly text: string
  /** What the button that was pressed carries. JSON. */
  readonly payload?: string | undefined
  readonly attachments: readonly VkAttachment[]
  readonly geo?: z.output<typeof geoSchema> | undefined
  /** What happened in a chat: a service message. */
  readonly action?: { readonly type: string; readonly member_id?: number | undefined } | undefined
  readonly reply_message?: VkMessage | undefined
  readonly fwd_messages: readonly VkMessage[]
  /** It did not fit into its event: of what it carries there is only a part. [schema: "cropped for bot"] */
  readonly is_cropped?: boolean | undefined
}

const geoSchema = z.object({
  coordinates: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
  place: z.object({ title: z.string().optional() }).optional(),
})

/** VK writes `true` here and 1 there. */
const flag = z.union([z.boolean(), z.number().transform(Boolean)])

/** A {@link VkMessage}. */
export const messageSchema: z.ZodType<VkMessage> = z.object({
  peer_id: z.number().optional(),
  from_id: z.number(),
  conversation_message_id: z.number().optional(),
  text: z.string().default(''),
  payload: z.string().optional(),
  attachments: z.array(attachmentSchema).catch([]),
  geo: geoSchema.optional().catch(undefined),
  action: z.object({ type: z.string(), member_id: z.number().optional() }).optional(),
  reply_message: z
    .lazy(() => messageSchema)
    .optional()
    .catch(undefined),
  fwd_messages: z.array(z.lazy(() => messageSchema)).catch([]),
  is_cropped: flag.optional().catch(undefined),
})

/** What the sender's client can show. */
export const clientSchema = z.object({
  button_actions: z.array(z.string()).optional(),
  keyboard: z.boolean().optional(),
  inline_keyboard: z.boolean().optional(),
  lang_id: z.number().optional(),
})

/** What a client can show, as it says itself with each message. */
export type VkClient = z.output<typeof clientSchema>

/** The object of `message_new`; in versions before 5.103 it is the message itself. */
export const messageNewSchema = z.union([
  z.object({ message: messageSchema, client_info: clientSchema.optional().catch(undefined) }),
  messageSchema.transform((message) => ({ message, client_info: undefined })),
])

/** The object of `message_event`: a callback button was pressed. */
export const messageEventSchema = z.object({
  user_id: z.number(),
  peer_id: z.number(),
  event_id: z.string(),
  payload: z.unknown(),
  conversation_message_id: z.number().optional(),
})

/** One event, by long poll or Callback API. */
export const eventSchema = z.object({
  type: z.string(),
  /** Equal for every delivery. Absent in versions before 5.120. */
  event_id: z.string().optional(),
  group_id: z.number(),
  object: z.unknown(),
})

/** An event as VK sends it, its object not yet looked into. */
export type VkEvent = z.output<typeof eventSchema>
