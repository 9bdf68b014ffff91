import type { JournalRecord, TaskView } from '../store/index.ts'
import type { ChatRef } from '../words/chat.ts'
import type { FailureCode } from '../words/failure.ts'
import type { Attachment } from '../words/inbound.ts'
import type { Json } from '../words/json.ts'
import type { Person } from '../words/person.ts'
import type { PhaseReport } from '../words/phase.ts'
import type { SessionKey } from '../words/session.ts'
import type { HistoryEntry } from './engine.ts'

/*
 * The port that an agent runtime implements. The bridge owns lanes, leases, durability and what people are told; the
 * gateway runs one turn at a time and reports honestly.
 */

/** What a gateway can do. */
export interface GatewayCapabilities {
  /** A turn can go on from its journal after a crash; default false: it is ended as `gateway_restarted`. */
  readonly resume: boolean
  /** Text can reach a running turn; default false: `steer` becomes `queue`, and the notice says so. */
  readonly steer: boolean
  /** Several turns of one session can run; default false: `parallel` and `background` become `queue`. */
  readonly parallel: boolean
  /** A cancelled turn can be left out of the context; default false: `rollback` becomes `interrupt`. */
  readonly erase: boolean
}

/** One message of a turn. */
export interface TurnMessage {
  readonly id: string
  readonly text: string
  readonly attachments: readonly Attachment[]
  readonly quote?: string
  readonly sender: Person
  readonly receivedAt: number
}

/** One run, as the gateway gets it. */
export interface Turn {
  readonly id: string
  readonly session: SessionKey
  readonly generation: number
  /** How often it has been begun, from 1. */
  readonly attempt: number
  readonly kind: 'foreground' | 'parallel'
  /** Where it was asked, and where its answer goes: a session may have several chats. */
  readonly chat: ChatRef
  /** What it answers: one message, or several collected ones. */
  readonly messages: readonly TurnMessage[]
  /** The finished turns before it, oldest first. */
  readonly history: readonly HistoryEntry[]
  /** What an earlier attempt has done: empty on the first. */
  readonly journal: readonly JournalRecord[]
  /** What else runs in this session, as the turn started: a parallel or later turn tells the model. */
  readonly tasks: readonly TaskView[]
}

/** How a turn tells what it does. Calls are cheap and ordered; those that return a promise are durable when it resolves. */
export interface TurnReport {
  /** A change of phase. Shown to the people in the chat. */
  phase(phase: PhaseReport): void
  /** A sign of work (a token, a tool's progress): feeds the watchdog. */
  progress(): void
  /** The answer so far, as Markdown; replaces the earlier one. */
  partial(text: string): void
  /**
   * Makes steps durable before the next one begins. Resolves with what people have said to the running turn meanwhile
   * (`steer`), already journaled as {@link SteerEntry}.
   * @throws {LeaseLostError} the turn is no longer ours: stop at once
   */
  checkpoint(entries: readonly Json[]): Promise<readonly SteerEntry[]>
  /** What runs in this session now. */
  tasks(): Promise<readonly TaskView[]>
  /** Cancels another turn of this session by its number. Resolves with whether it ran. */
  cancelTask(number: number): Promise<boolean>
}

/** A journal entry that the bridge writes itself: a message that was given to the running turn. */
export interface SteerEntry {
  readonly type: 'steer'
  readonly messageId: string
  readonly text: string
}

/** A finished run. */
export interface TurnResult {
  /** The answer as Markdown. Empty: the run ended without a word, which is told as a failure unless it was meant. */
  readonly text: string
  /** The agent chose to say nothing, or has said it by another way: an empty answer is no failure. Default false. */
  readonly silent?: boolean
  /** The last journal entries, made durable with the outcome. */
  readonly journal: readonly Json[]
}

/** A run that failed in a way that has a code. Anything else a run throws is `unknown`. */
export class TurnFailedError extends Error {
  override readonly name = 'TurnFailedError'
  readonly code: FailureCode
  /** Safe for the chat: a tool's label, a number of seconds. */
  readonly detail?: string

  constructor(code: FailureCode, message: string, more: { detail?: string; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.code = code
    if (more.detail !== undefined) this.detail = more.detail
  }
}

/** A message that may be for the runtime itself, past the lane. */
export interface Aside {
  readonly session: SessionKey
  readonly chat: ChatRef
  readonly sender: Person
  readonly text: string
  /** The platform's id of the message. */
  readonly ref: string
  readonly dedupeKey: string
}

/** An agent runtime. */
export interface Gateway {
  readonly capabilities: GatewayCapabilities
  /**
   * Runs a turn to its end. With a journal it goes on from there (`capabilities.resume`): finished steps and tool
   * results are not computed again, and a tool that had started without a result is not run again.
   *
   * `signal` ends it: reject within 5 s, or the turn is fenced and its lane freed.
   *
   * @throws {TurnFailedError} for a failure with a code
   * @throws {SessionBusyError} when another surface has the session: the message goes back to the queue's head
   */
  run(turn: Turn, report: TurnReport, signal: AbortSignal): Promise<TurnResult>
  /**
   * Whether a message is for the runtime itself, such as one of its commands. `turn`: it is what this running turn has
   * asked for, and a message as any other once the turn is stopped. Default: none is.
   */
  wants?(aside: Aside): boolean | { readonly turn: string }
  /** Gives such a message to the runtime at once. Resolves with what it says to it, `''` for nothing. */
  tell?(aside: Aside): Promise<string>
  /** A new generation begins: forget what is kept beside the store. */
  reset?(session: SessionKey, generation: number): Promise<void>
  /** Stops what the runtime holds (tool servers, connections). */
  close?(): Promise<void>
}
