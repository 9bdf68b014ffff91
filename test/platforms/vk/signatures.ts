import { EVENT_TYPES } from './event-types.ts'

/** What a parameter has to be. */
export interface Parameter {
  readonly type: 'integer' | 'number' | 'flag' | 'text' | 'integers' | 'texts'
  readonly required?: boolean
  readonly min?: number
  readonly max?: number
  readonly maxLength?: number
  readonly maxItems?: number
  readonly values?: readonly string[]
}

/** The parameters of a method by name. */
export type Signature = Readonly<Record<string, Parameter>>

const FLAG: Parameter = { type: 'flag' }
const INTEGER: Parameter = { type: 'integer' }
const NATURAL: Parameter = { type: 'integer', min: 0 }
const TEXT: Parameter = { type: 'text' }
const TEXTS: Parameter = { type: 'texts' }
const NUMBER: Parameter = { type: 'number' }
const PEER: Parameter = { type: 'integer', required: true }
const GROUP: Parameter = { type: 'integer', min: 1, required: true }
const FLAGS: Signature = Object.fromEntries(EVENT_TYPES.map((name) => [name, FLAG]))

const CONTENT: Signature = {
  message: { type: 'text', maxLength: 9_000 },
  lat: NUMBER,
  long: NUMBER,
  attachment: { type: 'text', maxLength: 9_000 },
  group_id: NATURAL,
  keyboard: TEXT,
  format_data: TEXT,
  template: TEXT,
  dont_parse_links: FLAG,
  disable_mentions: FLAG,
}

/** What is understood with every call. Source: docs, api-requests; messages.send for the captcha. */
const COMMON: Signature = {
  v: TEXT,
  lang: TEXT,
  test_mode: FLAG,
  captcha_sid: TEXT,
  captcha_key: TEXT,
  success_token: TEXT,
}

/**
 * The documented parameters. Source: schema, the methods; `conversation_message_id(s)` are the older names of `cmid(s)`,
 * and `format_data` is newer than the schema (docs, objects/message).
 */
const SIGNATURES: Readonly<Record<string, Signature>> = {
  'messages.send': {
    ...CONTENT,
    user_id: INTEGER,
    random_id: INTEGER,
    peer_id: INTEGER,
    peer_ids: { type: 'integers', maxItems: 100 },
    chat_id: { type: 'integer', min: 0, max: 100_000_000 },
    domain: TEXT,
    reply_to: INTEGER,
    forward_messages: { type: 'integers', maxItems: 1_000 },
    forward: TEXT,
    sticker_id: NATURAL,
    payload: { type: 'text', maxLength: 1_000 },
    content_source: TEXT,
    intent: {
      type: 'text',
      values: ['default', 'promo_newsletter', 'non_promo_newsletter', 'confirmed_notification', 'customer_support'],
    },
    subscribe_id: { type: 'integer', min: 0, max: 100 },
  },
  'messages.edit': {
    ...CONTENT,
    peer_id: PEER,
    keep_forward_messages: FLAG,
    keep_snippets: FLAG,
    message_id: NATURAL,
    cmid: NATURAL,
    conversation_message_id: NATURAL,
  },
  'messages.delete': {
    message_ids: { type: 'integers', maxItems: 1_000 },
    cmids: { type: 'integers', maxItems: 100 },
    peer_id: INTEGER,
    spam: FLAG,
    reason: NATURAL,
    group_id: NATURAL,
    delete_for_all: FLAG,
  },
  'messages.sendMessageEventAnswer': {
    event_id: { type: 'text', required: true },
    user_id: PEER,
    peer_id: PEER,
    event_data: { type: 'text', maxLength: 1_000 },
  },
  'messages.setActivity': {
    user_id: INTEGER,
    peer_id: INTEGER,
    group_id: NATURAL,
    type: { type: 'text', values: ['typing', 'audiomessage', 'photo', 'video', 'file'] },
  },
  'messages.markAsRead': {
    message_ids: { type: 'integers' },
    peer_id: INTEGER,
    start_message_id: NATURAL,
    group_id: NATURAL,
    mark_conversation_as_read: FLAG,
    up_to_cmid: NATURAL,
  },
  'messages.getById': {
    message_ids: { type: 'integers', maxItems: 100 },
    cmids: { type: 'integers', maxItems: 100 },
    peer_id: INTEGER,
    preview_length: NATURAL,
    extended: FLAG,
    fields: TEXTS,
    group_id: NATURAL,
  },
  'messages.getByConversationMessageId': {
    peer_id: PEER,
    conversation_message_ids: { type: 'integers', maxItems: 100, required: true },
    extended: FLAG,
    fields: TEXTS,
    group_id: NATURAL,
  },
  'messages.getConversationsById': {
    peer_ids: { type: 'integers', maxItems: 100, required: true },
    extended: FLAG,
    fields: TEXTS,
    group_id: NATURAL,
  },
  'messages.getConversationMembers': {
    peer_id: PEER,
    offset: NATURAL,
    count: { type: 'integer', min: 1, max: 1_000 },
    extended: FLAG,
    fields: TEXTS,
    group_id: NATURAL,
    member_ids: { type: 'integers' },
  },
  'groups.getById': { group_id: TEXT, group_ids: TEXTS, fields: TEXTS },
  'groups.getTokenPermissions': {},
  'groups.getLongPollServer': { group_id: GROUP },
  'groups.getLongPollSettings': { group_id: GROUP },
  'groups.setLongPollSettings': { group_id: GROUP, enabled: FLAG, api_version: TEXT, ...FLAGS },
  'groups.getCallbackConfirmationCode': { group_id: GROUP },
  'groups.getCallbackServers': { group_id: GROUP, server_ids: { type: 'integers' } },
  'groups.getCallbackSettings': { group_id: GROUP, server_id: NATURAL },
  'groups.setCallbackSettings': { group_id: GROUP, server_id: NATURAL, api_version: TEXT, ...FLAGS },
  'users.get': { user_ids: { type: 'texts', maxItems: 1_000 }, fields: TEXTS, name_case: TEXT, from_group_id: INTEGER },
  'photos.getMessagesUploadServer': { peer_id: INTEGER },
  'photos.saveMessagesPhoto': { photo: { type: 'text', required: true }, server: INTEGER, hash: TEXT },
  'docs.getMessagesUploadServer': {
    type: { type: 'text', values: ['doc', 'audio_message', 'graffiti'] },
    peer_id: INTEGER,
  },
  'docs.save': { file: { type: 'text', required: true }, title: TEXT, tags: TEXT, return_tags: FLAG },
  execute: { code: { type: 'text', required: true }, func_v: NATURAL },
}

/** The parameters of a method, those that every method takes included; `undefined` for a method that there is not. */
export function signatureOf(method: string): Signature | undefined {
  const own = SIGNATURES[method]
  return own === undefined ? undefined : { ...COMMON, ...own }
}
