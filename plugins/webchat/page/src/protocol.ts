/** The subprotocol that names this version of the Webchat protocol. */
export const SUBPROTOCOL = 'holdline.v1'

/** The largest frame the server takes, in bytes; a larger one closes the socket (1009), so the page never sends it. */
export const MAX_FRAME_BYTES = 64 * 1024

/** What the page may send. */
export type ClientFrame =
  | {
      readonly type: 'hello'
      readonly chat: string | null
      readonly resumeFrom: number | null
      readonly locale: string
    }
  | { readonly type: 'send'; readonly clientId: string; readonly text: string }
  | { readonly type: 'tap'; readonly noticeId: string; readonly action: string; readonly token: string }

/** A button of a notice. `token` is opaque and goes back with the tap. */
export interface NoticeAction {
  readonly action: string
  readonly label: string
  readonly token: string
  readonly style: 'primary' | 'danger' | 'secondary'
}

/** A message of the person or the agent; each revision carries the whole text. */
export interface MessageEvent {
  readonly type: 'message'
  readonly id: number
  readonly messageId: string
  readonly role: 'user' | 'agent'
  readonly text: string
  readonly revision: number
  readonly state: 'partial' | 'final'
  readonly replyTo?: string
  /** The person had asked (by `wait`) to be told when this answer is here. */
  readonly mention: boolean
}

/** A notice: what the agent is doing, or how a turn ended; each revision carries everything. */
export interface NoticeEvent {
  readonly type: 'notice'
  readonly id: number
  readonly noticeId: string
  readonly revision: number
  readonly kind: 'busy' | 'failed' | 'recovered' | 'cancelled' | 'info'
  readonly state: 'live' | 'closed'
  readonly reason?: string
  readonly text: string
  readonly queuePosition?: number
  readonly elapsedMs: number
  readonly actions: readonly NoticeAction[]
  /** The message that it was opened for. */
  readonly replyTo?: string
}

/** Whether the agent is typing. */
export interface TypingEvent {
  readonly type: 'typing'
  readonly id: number
  readonly on: boolean
}

/** What is replayed after a reconnect. */
export type ChatEvent = MessageEvent | NoticeEvent | TypingEvent

/** The answer to a tap, or to a control command (then `noticeId` may be missing). */
export interface ToastFrame {
  readonly type: 'toast'
  readonly noticeId?: string
  readonly action?: string
  readonly result: 'done' | 'finished' | 'forbidden' | 'expired' | 'unknown'
  readonly text: string
}

/** A frame that the server could not act on. */
export interface ErrorFrame {
  readonly type: 'error'
  readonly code: string
  readonly clientId?: string
  readonly noticeId?: string
  readonly retryAfterMs?: number
  readonly text: string
}

/** What the server may send. */
export type ServerFrame =
  | ChatEvent
  | ToastFrame
  | ErrorFrame
  | { readonly type: 'ready'; readonly chat: string; readonly lastEventId: number }
  | { readonly type: 'accepted'; readonly clientId: string; readonly messageId: string }
  | { readonly type: 'reset' }
