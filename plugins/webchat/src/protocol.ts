import type { ActionResult, NoticeKind, PhaseCode } from '@holdline/bridge'

/*
 * The public WebSocket protocol: every frame is one JSON object in a text message. Other people's scripts rely on it.
 */

/** The subprotocol a client must offer. */
export const SUBPROTOCOL = 'holdline.v1'

/** The prefix of the subprotocol that carries the access token: browsers cannot set headers on a WebSocket. */
export const TOKEN_SUBPROTOCOL_PREFIX = 'auth.'

/** The path of the WebSocket. */
export const SOCKET_PATH = '/ws'

/** The first frame of a client. `chat: null` creates one; `resumeFrom` is the id of the last event it has seen. */
export interface HelloFrame {
  readonly type: 'hello'
  readonly chat: string | null
  readonly resumeFrom: number | null
  /** `null`: none that can be used. */
  readonly locale: string | null
}

/** A message. `clientId` is the client's own name for it: the same one again does nothing twice. */
export interface SendFrame {
  readonly type: 'send'
  readonly clientId: string
  readonly text: string
}

/** A button press. */
export interface TapFrame {
  readonly type: 'tap'
  readonly noticeId: string
  readonly action: string
  readonly token: string
}

/** What a client sends. */
export type ClientFrame = HelloFrame | SendFrame | TapFrame

/** Why something was refused. */
export type ErrorCode =
  | 'bad_frame'
  | 'too_large'
  | 'hello_first'
  | 'rate_limited'
  | 'queue_full'
  | 'unknown_chat'
  | 'unavailable'

/** The answer to something that could not be done. */
export interface ErrorFrame {
  readonly type: 'error'
  readonly code: ErrorCode
  readonly clientId?: string
  readonly noticeId?: string
  readonly text: string
  readonly retryAfterMs?: number
}

/** Frames without an id: answers to this connection, never replayed. */
export type AnswerFrame =
  | { readonly type: 'ready'; readonly chat: string; readonly lastEventId: number }
  | { readonly type: 'reset' }
  | { readonly type: 'accepted'; readonly clientId: string; readonly messageId: string }
  | {
      readonly type: 'toast'
      readonly noticeId: string
      readonly action: string
      readonly result: ActionResult
      readonly text: string
    }
  | ErrorFrame

/** A message of the person or the agent, whole in every revision. */
export interface MessageEvent {
  readonly type: 'message'
  readonly id: number
  readonly messageId: string
  readonly role: 'user' | 'agent'
  readonly text: string
  /** Grows with every revision of this message; not by one. */
  readonly revision: number
  readonly state: 'partial' | 'final'
  readonly replyTo?: string
  readonly mention?: true
}

/** A notice, whole in every revision. */
export interface NoticeEvent {
  readonly type: 'notice'
  readonly id: number
  readonly noticeId: string
  readonly revision: number
  readonly kind: NoticeKind
  readonly state: 'live' | 'closed'
  readonly reason?: PhaseCode
  readonly text: string
  readonly queuePosition?: number
  readonly elapsedMs: number
  readonly actions: readonly {
    /** One of the core's, or `choice-<n>` for a button below an answer. */
    readonly action: string
    readonly label: string
    readonly token: string
    readonly style: 'primary' | 'danger' | 'secondary'
  }[]
  /** The message that it was opened for, where one was: its place in the conversation. Equal in all revisions. */
  readonly replyTo?: string
}

/** Whether the agent is typing. */
export interface TypingEvent {
  readonly type: 'typing'
  readonly id: number
  readonly on: boolean
}

/** Frames with an increasing id: the chat's events, replayed after `resumeFrom`. */
export type EventFrame = MessageEvent | NoticeEvent | TypingEvent

/** What the server sends. */
export type ServerFrame = AnswerFrame | EventFrame
