import type { ReplyButton, ReplyMedia } from '../ports/channel.ts'
import type { ActionName, ActionResult } from '../words/action.ts'
import type { ChatRef, Route } from '../words/chat.ts'
import type { Attachment } from '../words/inbound.ts'
import type { Json } from '../words/json.ts'
import type { NoticeMode } from '../words/notice-mode.ts'
import type { CancelCause, Outcome } from '../words/outcome.ts'
import type { Person } from '../words/person.ts'
import type { Phase } from '../words/phase.ts'
import type { Policy } from '../words/policy.ts'
import type { SessionKey } from '../words/session.ts'
import type { NoticeContent } from './notice-content.ts'

/*
 * What a store keeps. Records are plain JSON values: an engine stores them whole and indexes the few fields that its
 * finders need. They are never changed in place; a decision replaces them.
 */

/** One session: the head of its lane. */
export interface SessionRecord {
  readonly key: SessionKey
  /** Counts `/new`; context is kept per generation. */
  readonly generation: number
  /** The number the next message of this session gets; orders the queue. */
  readonly nextSeq: number
  /** The number the next turn gets, for `/tasks` and `/cancel <n>`. */
  readonly nextNumber: number
  /** Set by `/queue <policy>`. */
  readonly policy?: Policy
  /** A run of another surface has the session; nothing starts until it is gone or this time passes. */
  readonly hold?: { readonly run: string; readonly until: number }
  /** Nothing starts before this time: a collect window, or the back-off after a hand-back. */
  readonly startAt?: number
  readonly lastOutcome?: Outcome['type']
  /** The last foreground turn failed and nobody has been answered since. */
  readonly ailing?: boolean
  /**
   * When the lane has something due, in epoch milliseconds (0: at once), or absent: kept by the gate after every decision
   * so that an engine can find due lanes by one index.
   */
  readonly dueAt?: number
  /** The route of the message at the queue's head; with `dueAt`. */
  readonly dueRoute?: Route
}

/** One accepted message: `pending → claimed(turn) → answered | dropped(reason)`. */
export interface InboundRecord {
  readonly id: string
  readonly dedupeKey: string
  readonly session: SessionKey
  readonly generation: number
  readonly seq: number
  readonly chat: ChatRef
  readonly sender: Person
  readonly text: string
  readonly attachments: readonly Attachment[]
  readonly quote?: string
  readonly ref: string
  readonly receivedAt: number
  readonly state: 'pending' | 'claimed' | 'answered' | 'dropped'
  /** The turn that works on it, or answered it. */
  readonly turnId?: string
  readonly dropped?: DropReason
  /** Not to be started before this time (collect, albums). */
  readonly dueAt?: number
  readonly album?: string
  /** Messages of one collect window or album become one turn. */
  readonly collect?: boolean
  /** Given to the running turn; back to the queue if it ends without having read it. */
  readonly steer?: boolean
  /** Its sender tapped *wait*: mention them with the answer. */
  readonly ping?: boolean
  /** A failure to answer it is not told in the chat. */
  readonly quietFailure?: boolean
  /** How its chat wants to be told; absent: `always`. */
  readonly notices?: NoticeMode
  /** How the gate decided, for the same answer to a redelivery. */
  readonly admitted: Admitted
}

/** Why an accepted message was not answered; its sender was told. */
export type DropReason = 'dequeued' | 'new' | 'cleared' | 'full' | 'policy' | 'recalled' | 'poison' | 'too_large'

/** The gate's decision in the words of `SessionBusyError.disposition`, without what is only known at run time. */
export type Admitted =
  | { readonly type: 'started' }
  | { readonly type: 'queued'; readonly position: number }
  | { readonly type: 'collecting'; readonly dueAt: number }
  | { readonly type: 'steered'; readonly turnId: string }
  | { readonly type: 'interrupting'; readonly turnId: string }
  | { readonly type: 'refused'; readonly why: 'full' | 'draining' | 'policy' }

/** A turn's place: in the lane, beside it, or moved out of it. */
export type TurnKind = 'foreground' | 'parallel' | 'background'

/** One run of the agent. */
export interface TurnRecord {
  readonly id: string
  readonly session: SessionKey
  readonly generation: number
  /** Its number in the session, for `/tasks`. */
  readonly number: number
  readonly kind: TurnKind
  readonly state: 'running' | 'finished'
  /** Counts the claims of this turn; every write of it carries the epoch it was claimed with. */
  readonly epoch: number
  /** The node that has the lease. */
  readonly owner: string
  readonly expiresAt: number
  /** Claims spent on running it; a drain or a hand-back spends none. */
  readonly attempts: number
  readonly chat: ChatRef
  readonly asker: Person
  /** The messages it answers, in order. */
  readonly inbounds: readonly string[]
  /** The first words of its question, for `/tasks`. */
  readonly title: string
  /** The platform message its answer replies to. */
  readonly replyTo: string
  readonly phase: Phase
  readonly startedAt: number
  /** The last sign of work: a token, a tool event, a phase. */
  readonly progressAt: number
  /** The watchdog has said that nothing moves since this time. */
  readonly stalledAt?: number
  readonly cancel?: Cancel
  /** People to mention with the answer. */
  readonly waiters: readonly Person[]
  /** Actions that have been used up, with who used them. */
  readonly spent: Partial<Readonly<Record<ActionName, string>>>
  readonly outcome?: Outcome
  readonly finishedAt?: number
  /** Its place in the context of its generation, by order of finishing. */
  readonly contextSeq?: number
  /** It leaves no trace in the context. */
  readonly erased?: boolean
  /** Its failure is not told in the chat. */
  readonly quietFailure?: boolean
  /** How its chat wants to be told; absent: `always`. */
  readonly notices?: NoticeMode
  /** The turn that ran in the lane when this parallel turn started. */
  readonly beside?: string
}

/** A committed wish to stop a turn. It wins over a finish that comes later. */
export interface Cancel {
  readonly by: Person | null
  readonly cause: CancelCause
  readonly at: number
}

/** One status message in a chat. `revision` is what it should show, `sent` what the platform shows. */
export interface NoticeRecord {
  readonly id: string
  readonly session: SessionKey
  readonly chat: ChatRef
  readonly route: Route
  /** The turn it speaks of; a chat has at most one live notice per turn. */
  readonly turnId?: string
  /** Who it is for: its language, and under `asker-only` its only reader. */
  readonly person?: Person
  readonly state: 'live' | 'closed'
  readonly content: NoticeContent
  readonly revision: number
  readonly sent: number
  /** The platform's handle of the message, once sent. */
  readonly ref?: Json
  readonly openedAt: number
  /** Not to be sent before this time: a lone turn's notice waits `slowAfter`. */
  readonly notBefore: number
  /** The outbox entry it must not overtake. */
  readonly after?: string
  /** The message it replies to, where the platform can. */
  readonly replyTo?: string
  readonly claim?: { readonly owner: string; readonly until: number }
  readonly failures: number
  /** How many messages of it are gone, deleted by somebody; absent: none. */
  readonly gone?: number
}

/** One message on its way to a chat, in parts that are frozen when it is written. A chat's messages go in the order of their first `put`. */
export interface OutboxRecord {
  /** Also the idempotency key given to the channel. */
  readonly id: string
  readonly session: SessionKey
  readonly chatKey: string
  readonly chat: ChatRef
  readonly route: Route
  readonly turnId?: string
  readonly parts: readonly OutboxPart[]
  /** How many parts the platform has. */
  readonly sentParts: number
  readonly replyTo?: string
  readonly mention: readonly Person[]
  /** The agent's message id that a streamed answer was shown under. */
  readonly messageId: string
  readonly state: 'pending' | 'sent' | 'dead'
  readonly attempts: number
  readonly notBefore: number
  readonly createdAt: number
  /** Not to be tried before this time, whatever comes from its chat: the platform said so, or the last try may have arrived. */
  readonly firmUntil?: number
  /** Something came from its chat during this try: should it fail, the next one need not wait for the back-off. */
  readonly heard?: boolean
  readonly claim?: { readonly owner: string; readonly until: number }
  readonly refs: readonly Json[]
}

/** A piece that fits one platform message. */
export interface OutboxPart {
  readonly type: 'text' | 'file'
  /** Markdown for `text`, the file's content for `file`. */
  readonly text: string
  readonly name?: string
  /** The file's content is kept beside the store under this key (`BridgeOptions.blobs`), and `text` is empty. */
  readonly blob?: string
  readonly media?: ReplyMedia
  readonly mimeType?: string
  /** What can be pressed below a `text`. */
  readonly buttons?: readonly ReplyButton[]
}

/** One durable step of a turn: what the gateway needs to go on from. */
export interface JournalRecord {
  readonly turnId: string
  /** From 0, gapless per turn. */
  readonly seq: number
  readonly at: number
  /** In the gateway's own form. */
  readonly entry: Json
}

/** The answer to a control command or tap, kept so that a redelivery gets the same and does nothing. */
export interface ActRecord {
  readonly key: string
  readonly session: SessionKey
  readonly at: number
  readonly result: ActionResult
}
