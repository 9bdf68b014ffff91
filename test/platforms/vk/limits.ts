const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const MEBIBYTE = 1024 * 1024

/** The platform's numbers that a test may want otherwise. Where they come from stands at `DEFAULT_LIMITS`. */
export interface Limits {
  /** Calls of a community in a second. */
  readonly callsPerSecond: number
  /** The same text to the same peer, so often within a minute. */
  readonly samePerMinute: number
  /** False: nothing is ever too much. */
  readonly flood: boolean
  /** The same call again within this time after a captcha or a flood error is a loop. */
  readonly pauseAfterFloodMs: number
  /** In UTF-16 units. */
  readonly messageLength: number
  /** Attachments and quoted messages of an event; one with more is cropped. */
  readonly eventParts: number
  /** So long VK knows a `random_id` again. */
  readonly randomIdMs: number
  /** So long a tap waits for its answer. */
  readonly eventAnswerMs: number
  readonly typingMs: number
  readonly editableMs: number
  readonly deletableMs: number
  /** So long a key of `groups.getLongPollServer` opens the long poll. */
  readonly pollKeyMs: number
  /** How many events, and for how long, are kept for those who come back with an old `ts`. */
  readonly historyEvents: number
  readonly historyMs: number
  /** Events in one answer of the long poll. */
  readonly eventsPerPoll: number
  readonly longPollMaxSeconds: number
  readonly maxUploadBytes: number
  /** Callback API: so long a server has for its `ok`, and so long until an event comes again; the pause doubles. */
  readonly callbackTimeoutMs: number
  readonly callbackRetryMs: number
  readonly callbackRetries: number
}

/**
 * docs = dev.vk.com; facts = the measured and read facts about VK; own = published nowhere, and chosen.
 */
export const DEFAULT_LIMITS: Limits = {
  // docs, api-requests: 20 requests a second with the token of a community.
  callsPerSecond: 20,
  // Own: "too many similar actions" is all that is said.
  samePerMinute: 20,
  flood: true,
  // Own: a loop is a call that comes again at once.
  pauseAfterFloodMs: SECOND_MS,
  // facts: SDKs split at 4096; the schema's 9000 is what the parameter takes, not what a message may be.
  messageLength: 4_096,
  // negezor/vk-io#536, SevereCloud/vksdk#196: from the fifth picture on; what "does not fit" means is published nowhere.
  eventParts: 4,
  // Own: how long VK remembers is published nowhere.
  randomIdMs: HOUR_MS,
  // docs, callback buttons: 1 minute.
  eventAnswerMs: MINUTE_MS,
  // facts: shown for 10 s.
  typingMs: 10 * SECOND_MS,
  // Own: "too old" is all that is said; people have a day.
  editableMs: DAY_MS,
  deletableMs: DAY_MS,
  // Own: the life of a key is published nowhere.
  pollKeyMs: HOUR_MS,
  historyEvents: 1_000,
  historyMs: DAY_MS,
  eventsPerPoll: 100,
  // docs, bots-long-poll: at most 90.
  longPollMaxSeconds: 90,
  // docs, upload: 200 MB for a document.
  maxUploadBytes: 200 * MEBIBYTE,
  // Own: "a server that returns several errors" is paused; how long is published nowhere.
  callbackTimeoutMs: 10 * SECOND_MS,
  callbackRetryMs: SECOND_MS,
  callbackRetries: 10,
}
