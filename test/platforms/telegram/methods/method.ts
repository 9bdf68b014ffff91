import type { JsonObject } from '../../kit/json.ts'
import type { BotAccount } from '../bot-account.ts'
import type { Params } from '../params.ts'
import type { Platform } from '../platform.ts'

/** What a method gets to work with. */
export interface MethodContext {
  readonly platform: Platform
  readonly account: BotAccount
  readonly params: Params
  /** Aborts when the client has left. */
  readonly gone: AbortSignal
  /** Calls another method as this bot, for what a webhook answers with. */
  readonly callLater: (body: JsonObject) => void
}

/** A method of the API: does what it says and returns the `result`, or throws `Refused`. */
export type Method = (context: MethodContext) => unknown
