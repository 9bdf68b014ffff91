import type { SessionBusyError } from '../errors.ts'
import type { ActionName, ActionResult } from '../words/action.ts'
import type { ChatRef, Route } from '../words/chat.ts'
import type { Inbound } from '../words/inbound.ts'
import type { Json } from '../words/json.ts'
import type { Person } from '../words/person.ts'
import type { PhaseCode } from '../words/phase.ts'

/*
 * The port that a platform implements. One Channel is one bot account on one platform. The core calls it with values;
 * the channel owns the wire: limits, formats, retries of its connection, redelivery.
 */

/** What a platform can do. Where a capability is missing, the core does the next best thing and says so. */
export interface ChannelCapabilities {
  /** Messages can be edited; default false: a notice is sent once when it opens and once when it ends. */
  readonly edit: boolean
  /** Partial answers can be shown; default false: only finished answers are sent. */
  readonly stream: boolean
  /** Longest text of one message, in UTF-16 units; default none: answers are never split. */
  readonly maxText?: number
  /** More parts than this become one file; default none. */
  readonly maxParts?: number
  /** Files can be sent; default false: a long answer is cut with a hint. */
  readonly files: boolean
  /** Files of any content can be sent, and pictures as such; default false: they are named in the text instead. */
  readonly media?: boolean
  /** An answer can carry buttons; default false: they are named in the text instead. */
  readonly buttons?: boolean
  /** The platform drops a second send with the same key; default false: delivery is at least once. */
  readonly idempotentSend: boolean
  /**
   * Typing: how often it is renewed, and whether it leaves a trace (a reaction) that must be taken back.
   * Default none: no typing.
   */
  readonly typing?: { readonly everyMs: number; readonly trace: boolean }
  /** Least time between two edits of one notice, in milliseconds; default 1000. */
  readonly editEveryMs: number
  /** The same in groups, where platforms take less; default `editEveryMs`. */
  readonly editEveryMsInGroups?: number
  /** New notices that a chat may get in a minute; default none. Edits do not count. */
  readonly noticesPerMinute?: number
  /** How often a live notice is redrawn only for its elapsed time; default none: the reader's side ticks. */
  readonly redrawEveryMs?: number
  /** The platform shows each reader their own language out of several; default false: one language per notice. */
  readonly translates?: boolean
  /** The channel tells a refusal in the answer to the message itself (`Receipt`); default false: by a notice. */
  readonly refusesInline: boolean
}

/** A status message, ready in words. The channel formats it; text is plain, without markup. */
export interface Notice {
  readonly noticeId: string
  readonly chat: ChatRef
  readonly revision: number
  readonly kind: NoticeKind
  readonly state: 'live' | 'closed'
  /** Why the session is busy. */
  readonly reason?: PhaseCode
  readonly text: string
  /** The place of the chat's latest waiting message, from 1. */
  readonly queuePosition?: number
  /** How long the turn has run, or ran. */
  readonly elapsedMs: number
  readonly buttons: readonly NoticeButton[]
  readonly replyTo?: string
  /**
   * How many earlier messages of this notice are gone; absent: none. Part of the key by which a platform recognises a
   * second send: it must not answer with a message that is gone.
   */
  readonly copy?: number
  /** BCP 47 language of the text. */
  readonly locale: string
  /**
   * The same words for readers of other languages. Only with `capabilities.translates`, and not where the readers have
   * chosen one language with `/lang`.
   */
  readonly translations?: readonly NoticeTranslation[]
}

/** A notice's words in one more language. */
export interface NoticeTranslation {
  /** BCP 47. */
  readonly locale: string
  readonly text: string
  /** Labels of the notice's buttons, by action. */
  readonly labels: Readonly<Record<string, string>>
}

/** The five kinds of the public contract. */
export type NoticeKind = 'busy' | 'failed' | 'recovered' | 'cancelled' | 'info'

/** A button with an opaque token of at most 64 bytes. */
export interface NoticeButton {
  readonly action: ActionName
  readonly label: string
  readonly token: string
  readonly style: 'primary' | 'danger' | 'secondary'
}

/** One part of an answer. */
export interface Reply {
  readonly chat: ChatRef
  /** The agent's message, equal for all parts and for its streamed form. */
  readonly messageId: string
  /** From 0. */
  readonly part: number
  readonly parts: number
  /** Markdown. */
  readonly text: string
  /** Set for the first part: the message it answers. */
  readonly replyTo?: string
  /** People to mention, on the last part. */
  readonly mention: readonly Person[]
  /** Equal for every try of this part. */
  readonly idempotencyKey: string
  /** Only with `capabilities.buttons`. */
  readonly buttons?: readonly ReplyButton[]
}

/** A button below an answer: a tap comes back with its token, or a link is opened. */
export interface ReplyButton {
  readonly label: string
  readonly style: 'primary' | 'danger' | 'secondary'
  /** Opaque, at most 64 bytes. */
  readonly token?: string
  readonly url?: string
}

/** How a file is shown where the platform has a form for it. */
export type ReplyMedia = 'image' | 'video' | 'audio' | 'file'

/** A file as an answer, or as the fallback of a long one. */
export interface FileReply extends Omit<Reply, 'text' | 'buttons'> {
  readonly name: string
  /** A text file's content; empty where `bytes` has it. */
  readonly content: string
  /** Only with `capabilities.media`. */
  readonly bytes?: Uint8Array
  /** Default `file`. */
  readonly media?: ReplyMedia
  readonly mimeType?: string
}

/** An answer that is still being written. */
export interface PartialReply {
  readonly chat: ChatRef
  readonly messageId: string
  readonly text: string
  readonly replyTo?: string
}

/** What a platform said to a send or an edit that did not work. Thrown by channels as {@link ChannelError}. */
export type ChannelErrorEffect =
  /** Try the same again, after `retryAfterMs` where it was said. */
  | 'retry'
  /** The edited message is gone: send a new one. */
  | 'gone'
  /** The chat can no longer be written to: drop what is for it. */
  | 'blocked'
  /** This payload will never be taken: degrade or give up. */
  | 'rejected'
  /** It may have arrived or not. */
  | 'unknown'

/** A send, edit or typing call that failed, as an effect. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError'
  /** What to do about it. */
  readonly effect: ChannelErrorEffect
  /** The pause that the platform asked for, in milliseconds. */
  readonly retryAfterMs?: number
  /** Where the chat has moved to. */
  readonly movedTo?: ChatRef

  constructor(
    effect: ChannelErrorEffect,
    message: string,
    more: { retryAfterMs?: number; movedTo?: ChatRef; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.effect = effect
    if (more.retryAfterMs !== undefined) this.retryAfterMs = more.retryAfterMs
    if (more.movedTo !== undefined) this.movedTo = more.movedTo
  }
}

/** A button press as a channel decoded it. */
export interface Tap {
  /** Equal for every delivery of the same press. */
  readonly dedupeKey: string
  readonly chat: ChatRef
  readonly person: Person
  readonly action: string
  readonly token: string
  /** The notice it stands on, where the platform says. */
  readonly noticeId?: string
  /** The platform's handle of the message it stands on: a notice whose handle was lost in a crash gets it back. */
  readonly ref?: Json
}

/** What the tapper is told, at once, in their language. */
export interface TapAnswer {
  readonly action: string
  readonly noticeId: string
  readonly result: ActionResult
  readonly text: string
  /** The text by BCP 47 language, under the same terms as a notice's translations. */
  readonly translations?: Readonly<Record<string, string>>
}

/**
 * What became of a message. `accepted`: it is durable, and `busy` says how it waits (absent: it runs, or is being
 * ignored). `control`: it was a command, done in `answer`'s words. `ignored`: not for the bot. `refused`: not kept, for
 * channels with `refusesInline`.
 */
export type Receipt =
  | {
      readonly type: 'accepted'
      readonly messageId: string
      readonly duplicate: boolean
      readonly busy?: SessionBusyError
    }
  | { readonly type: 'control'; readonly messageId: string; readonly answer?: TapAnswer }
  | { readonly type: 'ignored'; readonly why: string }
  | { readonly type: 'refused'; readonly busy: SessionBusyError; readonly text: string }

/** Where a channel puts what it receives. Each promise resolves after the durable commit: only then ack the platform. */
export interface Inbox {
  /** @throws {StoreUnavailableError} when it could not be made durable: do not ack. */
  message(inbound: Inbound): Promise<Receipt>
  tap(tap: Tap): Promise<TapAnswer>
  /** The sender changed a message: a waiting one is changed, a running one is not. */
  edited(chat: ChatRef, ref: string, text: string): Promise<void>
  /** The sender took a message back: a waiting one is removed, and that is said. */
  recalled(chat: ChatRef, ref: string): Promise<void>
  /** A chat got a new address; its session follows. */
  moved(from: ChatRef, to: ChatRef): Promise<void>
  /** The platform told a person's language; what they are shown now is put into it. */
  speaks(chat: ChatRef, person: Person): Promise<void>
  /** The language of a system text for this person in this chat. */
  locale(chat: ChatRef, person?: Person): string
}

/** What an operator sees of a channel. */
export interface ChannelHealth {
  readonly state: 'starting' | 'ready' | 'degraded' | 'failed' | 'stopped'
  /** One sentence for `doctor` and status pages; no secrets. */
  readonly detail?: string
}

/** One bot account on one platform. */
export interface Channel {
  readonly route: Route
  readonly capabilities: ChannelCapabilities
  /** Connects and begins to receive; resolves when it does. `signal` ends it: stop receiving at once. */
  start(inbox: Inbox, signal: AbortSignal): Promise<void>
  /** Sends a part of an answer. Resolves with the platform's handle. @throws {ChannelError} */
  send(reply: Reply): Promise<Json>
  /** Sends a notice. @throws {ChannelError} `gone`: what was sent before under its key has been deleted */
  notify(notice: Notice): Promise<Json>
  /** Shows a later revision of a notice. Required with `capabilities.edit`. @throws {ChannelError} */
  edit?(ref: Json, notice: Notice): Promise<Json>
  /** Deletes a notice. Default: it stays, closed. */
  retire?(ref: Json, chat: ChatRef): Promise<void>
  /** Shows an answer while it is being written. Required with `capabilities.stream`. May drop calls, never the last. */
  stream?(partial: PartialReply): void
  /** Required with `capabilities.files`. @throws {ChannelError} */
  sendFile?(file: FileReply): Promise<Json>
  /** Begins or renews typing (`true`), or ends it. @throws {ChannelError} */
  typing?(chat: ChatRef, on: boolean, replyTo?: string): Promise<void>
  /** Opens an attachment of this channel for the agent. */
  openAttachment?(ref: Json, signal: AbortSignal): Promise<Uint8Array>
  health(): ChannelHealth
}
