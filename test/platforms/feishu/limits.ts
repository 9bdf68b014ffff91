const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const KIBIBYTE = 1024
const MEBIBYTE = 1024 * KIBIBYTE

/** What the long connection tells its client; seconds, as on the wire. */
export interface ClientConfig {
  readonly ReconnectCount: number
  readonly ReconnectInterval: number
  readonly ReconnectNonce: number
  readonly PingInterval: number
}

/** The platform's numbers that a test may want otherwise. Where they come from stands at `DEFAULT_LIMITS`. */
export interface Limits {
  readonly tokenMs: number
  /** A token that is asked for again is the same one until so little of it is left. */
  readonly tokenRenewMs: number
  /** Messages to one chat in a second, by all its bots together. */
  readonly sendsPerSecondPerChat: number
  /** Changes of one message in a second. */
  readonly patchesPerSecondPerMessage: number
  /** Calls of one method by one app in a second, and in a minute. */
  readonly callsPerSecond: number
  readonly callsPerMinute: number
  /** False: nothing is ever too much. */
  readonly flood: boolean
  readonly uuidMs: number
  readonly uuidChars: number
  readonly textBytes: number
  readonly richBytes: number
  readonly cardElements: number
  readonly cardTables: number
  /** So long a card can be changed and tapped. */
  readonly cardMs: number
  readonly cardTokenMs: number
  readonly cardTokenUses: number
  readonly textEdits: number
  readonly imageBytes: number
  readonly fileBytes: number
  readonly downloadBytes: number
  /** So long an event or a tap waits for its answer. */
  readonly ackMs: number
  /** When an event that was not accepted is sent again: so long after the attempt before. */
  readonly retryMs: readonly number[]
  readonly connectionsPerApp: number
  /** Larger payloads come in several frames. */
  readonly frameBytes: number
  readonly clientConfig: ClientConfig
  /** True: what waits is sent in the same breath as the upgrade, before the SDK listens. */
  readonly hastyFrames: boolean
}

/**
 * facts = the measured and read facts about Feishu, section 1; docs = the documentation of the Open Platform, at the method that is named.
 */
export const DEFAULT_LIMITS: Limits = {
  // docs, tenant_access_token: two hours; a new one only when less than 30 minutes are left.
  tokenMs: 2 * HOUR_MS,
  tokenRenewMs: 30 * MINUTE_MS,
  // docs, message create and reply: 5 QPS to a user, and 5 QPS to a group, shared by its bots.
  sendsPerSecondPerChat: 5,
  // docs, message patch: 5 QPS for one message.
  patchesPerSecondPerMessage: 5,
  // docs, the methods of im: 50 a second and 1000 a minute.
  callsPerSecond: 50,
  callsPerMinute: 1_000,
  flood: true,
  // docs, message create: at most one message for a uuid within an hour; 50 characters.
  uuidMs: HOUR_MS,
  uuidChars: 50,
  // docs, 230025: 150 KB for text, 30 KB for cards and rich text.
  textBytes: 150 * KIBIBYTE,
  richBytes: 30 * KIBIBYTE,
  // facts 1.7.
  cardElements: 200,
  cardTables: 5,
  // docs, message patch and card JSON 2.0: 14 days.
  cardMs: 14 * DAY_MS,
  // docs, delayed update: 30 minutes, twice.
  cardTokenMs: 30 * MINUTE_MS,
  cardTokenUses: 2,
  // docs, message update: a message can be edited 20 times.
  textEdits: 20,
  // docs, image create and file create.
  imageBytes: 10 * MEBIBYTE,
  fileBytes: 30 * MEBIBYTE,
  // docs, message resource get.
  downloadBytes: 100 * MEBIBYTE,
  // docs, events: 3 seconds, then again after 15 s, 5 min, 1 h and 6 h.
  ackMs: 3 * SECOND_MS,
  retryMs: [15 * SECOND_MS, 5 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS],
  // docs, long connection.
  connectionsPerApp: 50,
  // Own: published nowhere.
  frameBytes: 64 * KIBIBYTE,
  // Own: the platform's (120 s, 30 s) would make every reconnect of a test slow.
  clientConfig: { ReconnectCount: -1, ReconnectInterval: 0.2, ReconnectNonce: 0, PingInterval: 30 },
  hastyFrames: false,
}
