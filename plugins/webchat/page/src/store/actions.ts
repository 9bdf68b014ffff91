import type { ConnectionState } from '../connection/machine.ts'
import type { OutboxItem, Refusal } from '../outbox.ts'
import type { ChatEvent } from '../protocol.ts'
import type { Toast } from './state.ts'

/** Everything that can change what the page shows. `now` is epoch ms. */
export type Action =
  | { readonly type: 'connection'; readonly state: ConnectionState }
  /** The server's `ready`; `from` is the `resumeFrom` of our greeting. */
  | { readonly type: 'ready'; readonly lastEventId: number; readonly from: number | null }
  /** An event; `hidden`: nobody is looking at the page. */
  | { readonly type: 'event'; readonly event: ChatEvent; readonly now: number; readonly hidden: boolean }
  /** The server starts over with a snapshot. */
  | { readonly type: 'reset' }
  /** No more events of the replay will come. */
  | { readonly type: 'settled' }
  /** The chat is gone; another one follows. */
  | { readonly type: 'chatLost' }
  | { readonly type: 'composed'; readonly item: OutboxItem }
  | { readonly type: 'sent'; readonly clientId: string; readonly now: number }
  | { readonly type: 'accepted'; readonly clientId: string; readonly messageId: string; readonly now: number }
  | { readonly type: 'refused'; readonly clientId: string; readonly refusal: Refusal }
  /** No `message` event will come for what was accepted before `before`. */
  | { readonly type: 'unechoed'; readonly before: number }
  /** A message that was not sent is forgotten. */
  | { readonly type: 'removed'; readonly clientId: string }
  /** Another tab of the chat had these messages taken back. */
  | { readonly type: 'removedElsewhere'; readonly messageIds: ReadonlySet<string> }
  | { readonly type: 'tapped'; readonly noticeId: string; readonly action: string; readonly now: number }
  /**
   * A tap, or the same wish in words (then `noticeId` is empty), was answered; without `action`, every tap of the notice
   * was. `done`: it took effect.
   */
  | { readonly type: 'tapAnswered'; readonly noticeId: string; readonly action?: string; readonly done: boolean }
  /** Whether it makes sense to offer notifications. */
  | { readonly type: 'offer'; readonly offered: boolean }
  | { readonly type: 'toast'; readonly toast: Omit<Toast, 'key'> }
  | { readonly type: 'toastClosed'; readonly key: number }
  | { readonly type: 'looked' }
