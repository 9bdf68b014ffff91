import type { JsonObject } from '../kit/json.ts'

/** What came of handing an event to a bot. */
export type Acknowledgement =
  /** The bot answered; `code` is 200 when it took it. */
  | { readonly kind: 'answered'; readonly code: number; readonly data: unknown }
  /** No answer in time; `lost`: because the connection broke meanwhile. */
  | { readonly kind: 'silent'; readonly lost: boolean }
  /** There is nobody to hand it to. */
  | { readonly kind: 'nobody' }

/** A way to hand events to a bot. */
export interface Receiver {
  /** Whether there is somebody at the other end right now. */
  readonly ready: boolean
  post(envelope: JsonObject, frameType: 'event' | 'card'): Promise<Acknowledgement>
}
