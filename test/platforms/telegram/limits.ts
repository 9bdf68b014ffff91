const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const MEBIBYTE = 1024 * 1024

/** The platform's numbers that a test may want otherwise. Where they come from stands at `DEFAULT_LIMITS`. */
export interface Limits {
  /** Messages and edits that a chat takes at once, and how many come back a second. */
  readonly chatBurst: number
  readonly messagesPerSecondPerChat: number
  /** Messages and edits that a group takes in a minute. */
  readonly messagesPerMinutePerGroup: number
  /** Messages and edits of a bot in a second, over all chats. */
  readonly messagesPerSecondOverall: number
  /** Typing calls that a chat takes at once, and how many come back a second. */
  readonly typingBurst: number
  readonly typingPerSecondPerChat: number
  /** Changes of a draft that a chat takes at once, and how many come back a second. */
  readonly draftBurst: number
  readonly draftsPerSecondPerChat: number
  /** False: nothing is ever too much. */
  readonly flood: boolean
  /** So long a tap waits for its answer. */
  readonly callbackTimeoutMs: number
  readonly typingMs: number
  readonly draftMs: number
  readonly updateTtlMs: number
  readonly callbackUpdateTtlMs: number
  readonly longPollMaxSeconds: number
  /** A poll that repeats its offset within this time waits at least so long; 0 lets a bot be as hasty as it likes. */
  readonly repeatedPollMs: number
  readonly deletableMs: number
  readonly maxDownloadBytes: number
  readonly maxUploadBytes: number
  readonly webhookTimeoutMs: number
  readonly webhookMaxRetryMs: number
  /** After so long without an update, the next one gets a random id. */
  readonly updateIdResetMs: number
}

/**
 * facts = the measured and read facts about Telegram; types = the documented API in `@grammyjs/types` 5.0.0 (Bot API
 * 10.3); botapi = the official server's source, tdlib/telegram-bot-api at 01a3679.
 */
export const DEFAULT_LIMITS: Limits = {
  // facts: about 1 message a second per chat, "bursts ok"; how long a burst may be is published nowhere.
  chatBurst: 5,
  messagesPerSecondPerChat: 1,
  // facts: 20 messages a minute per group, edits count too.
  messagesPerMinutePerGroup: 20,
  // facts: about 30 a second in bulk.
  messagesPerSecondOverall: 30,
  // Own: published nowhere. A heartbeat of 4 s is far below, a loop without a pause far above.
  typingBurst: 5,
  typingPerSecondPerChat: 1,
  // Own: published nowhere. Streaming at a few changes a second is what drafts are for.
  draftBurst: 10,
  draftsPerSecondPerChat: 3,
  flood: true,
  // facts: failures are reported from 10 s on.
  callbackTimeoutMs: 10 * SECOND_MS,
  // types: sendChatAction, "5 seconds or less".
  typingMs: 5 * SECOND_MS,
  // types: sendMessageDraft, "30-second preview".
  draftMs: 30 * SECOND_MS,
  // botapi: 86400 and 150 as the timeouts of add_update.
  updateTtlMs: DAY_MS,
  callbackUpdateTtlMs: 150 * SECOND_MS,
  // botapi: Client.h, LONG_POLL_MAX_TIMEOUT.
  longPollMaxSeconds: 50,
  // botapi, process_get_updates_query: the same offset again too soon is taken for a loop that has run wild.
  repeatedPollMs: 3 * SECOND_MS,
  // types: deleteMessage, "less than 48 hours ago".
  deletableMs: 2 * DAY_MS,
  // botapi: Client.h, MAX_DOWNLOAD_FILE_SIZE.
  maxDownloadBytes: 20 * MEBIBYTE,
  // types: sendDocument, "up to 50 MB".
  maxUploadBytes: 50 * MEBIBYTE,
  // Own: the official server's read timeout is not documented.
  webhookTimeoutMs: MINUTE_MS,
  // botapi: WebhookActor.h, WEBHOOK_MAX_RESEND_TIMEOUT.
  webhookMaxRetryMs: MINUTE_MS,
  // types: Update.update_id, "at least a week".
  updateIdResetMs: 7 * DAY_MS,
}
