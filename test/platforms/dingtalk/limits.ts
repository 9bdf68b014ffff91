/** The platform's numbers; a test may change any of them. Times in milliseconds of the platform's clock. */
export interface Limits {
  /** How long a ticket opens a connection. Source: facts §2.1, developerpedia protocol.md. */
  readonly ticketMs: number
  /** How long an access token is valid. Source: facts §2.6. */
  readonly tokenMs: number
  /** How long a session webhook is valid. Source: facts §2.6, the sample of message.md. */
  readonly webhookMs: number
  /** Messages a minute by webhook, per conversation; `Infinity`: no limit. Source: facts §2.6 (custom robots). */
  readonly webhookPerMinute: number
  /** How long nothing goes by webhook once there were too many. Source: facts §2.6. */
  readonly webhookPauseMs: number
  /** Calls a second to the card API. Source: facts §2.7. */
  readonly cardsPerSecond: number
  /** Calls a second to the robot API. Chosen: no number is published. */
  readonly robotPerSecond: number
  /** A frame without an ack comes again after this. Source: facts §2.4, the SDK's comment. */
  readonly redeliverMs: number
  /** How often a frame comes again. Chosen. */
  readonly redeliveries: number
  /** The time between two pings of the gateway. Chosen. */
  readonly pingMs: number
  /** Between the frame that announces it and the end of a connection. Source: facts §2.3 item 11. */
  readonly disconnectMs: number
  /** A card's callback is answered by then. Source: facts §2.7. */
  readonly callbackMs: number
  /** Longest text of a message in bytes. Source: facts §2.6, commonly quoted. */
  readonly textBytes: number
  /** Longest `msgParam` of the robot API in bytes. Source: the API's reference for groupMessages/send. */
  readonly msgParamBytes: number
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS

/** The numbers of the real platform, as far as they are known. */
export const LIMITS: Limits = {
  ticketMs: 90 * SECOND_MS,
  tokenMs: 120 * MINUTE_MS,
  webhookMs: 90 * MINUTE_MS,
  webhookPerMinute: 20,
  webhookPauseMs: 10 * MINUTE_MS,
  cardsPerSecond: 40,
  robotPerSecond: 20,
  redeliverMs: MINUTE_MS,
  redeliveries: 3,
  pingMs: 10 * SECOND_MS,
  disconnectMs: 10 * SECOND_MS,
  callbackMs: 2 * SECOND_MS,
  textBytes: 20_000,
  msgParamBytes: 15_000,
}
