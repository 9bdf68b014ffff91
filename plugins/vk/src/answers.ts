import { z } from 'zod'
import { messageSchema } from './events.ts'

/*
 * What VK answers to the methods that are called here, as far as it is read. [schema: responses of each method]
 */

const sent = z.object({
  message_id: z.number().optional(),
  conversation_message_id: z.number().optional(),
  error: z
    .union([
      z.object({ code: z.number(), description: z.string().default('') }),
      z.string().transform((description) => ({ code: 0, description })),
    ])
    .optional(),
})

/**
 * `messages.send` to `peer_ids`: one entry per conversation, and a failure of one does not fail the call. To one peer it
 * answers a bare number, which servers that stand in for VK do for `peer_ids`, too.
 */
export const sentSchema = z.union([z.array(sent), z.number().transform((id) => [sent.parse({ message_id: id })])])

/** Methods whose answer says nothing but that it was done. */
export const doneSchema = z.unknown()

const groups = z
  .array(z.object({ id: z.number(), name: z.string().default(''), screen_name: z.string().optional() }))
  .min(1)

/** `groups.getById`. Before version 5.139 it was the bare list. */
export const groupsSchema = z.union([z.object({ groups }), groups.transform((list) => ({ groups: list }))])

/** `users.get`. */
export const usersSchema = z.array(
  z.object({ id: z.number(), first_name: z.string().default(''), last_name: z.string().default('') }),
)

/** `messages.getConversationMembers`. */
export const membersSchema = z.object({
  items: z.array(
    z.object({ member_id: z.number(), is_admin: z.boolean().optional(), is_owner: z.boolean().optional() }),
  ),
})

/** `messages.getByConversationMessageId`. */
export const messagesSchema = z.object({ items: z.array(messageSchema) })

/** `groups.getLongPollServer`. */
export const pollServerSchema = z.object({ key: z.string(), server: z.string(), ts: z.coerce.string() })

/** `groups.getLongPollSettings`. */
export const pollSettingsSchema = z.object({
  is_enabled: z.boolean(),
  api_version: z.string().optional(),
  events: z.record(z.string(), z.union([z.number(), z.boolean()]).transform(Boolean)),
})

const rights = z.array(z.object({ name: z.string() }))

/** `groups.getTokenPermissions`. The schema says `permissions`, the documentation `settings`. */
export const permissionsSchema = z.union([
  z.object({ permissions: rights }),
  z.object({ settings: rights }).transform(({ settings }) => ({ permissions: settings })),
])

/** `groups.getCallbackConfirmationCode`. */
export const confirmationSchema = z.object({ code: z.string() })

/** `groups.getCallbackServers`. */
export const callbackServersSchema = z.object({
  items: z.array(z.object({ id: z.number(), url: z.string(), status: z.string().default('') })),
})

/** `groups.getCallbackSettings`. */
export const callbackSettingsSchema = z.object({
  api_version: z.string().optional(),
  events: z.record(z.string(), z.union([z.number(), z.boolean()]).transform(Boolean)),
})

/** `messages.delete`: by number in the conversation, one entry per message; by number in the community, a map. */
export const deletedSchema = z.union([
  z.array(z.object({ error: z.object({ code: z.number(), description: z.string().default('') }).optional() })),
  z.unknown().transform(() => null),
])

/** `docs.getMessagesUploadServer`, `photos.getMessagesUploadServer`. */
export const uploadServerSchema = z.object({ upload_url: z.url() })

/** What the upload server answers to a document; passed on as it is. */
export const uploadedDocSchema = z.object({ file: z.string() })

/** What the upload server answers to a picture; passed on as it is. `[]` in the place of a picture: it was refused. */
export const uploadedPhotoSchema = z.object({
  photo: z.string().regex(/[^[\]]/),
  server: z.number(),
  hash: z.string(),
})

/** `docs.save`. */
export const savedDocSchema = z.object({ doc: z.object({ id: z.number(), owner_id: z.number() }) })

/** `photos.saveMessagesPhoto`. */
export const savedPhotoSchema = z.array(
  z.object({ id: z.number(), owner_id: z.number(), access_key: z.string().optional() }),
)
