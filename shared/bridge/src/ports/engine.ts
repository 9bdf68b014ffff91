import type {
  ActRecord,
  InboundRecord,
  JournalRecord,
  NoticeRecord,
  OutboxRecord,
  SessionRecord,
  TurnRecord,
} from '../store/records.ts'
import type { Route } from '../words/chat.ts'
import type { LogWrite } from '../words/inbound.ts'
import type { Json } from '../words/json.ts'
import type { SessionKey } from '../words/session.ts'

/*
 * The port that a database implements. It knows records and transactions and nothing of policies: every rule lives in
 * the gate, as pure functions from a session's state to changes, so that all engines behave alike. All methods are
 * asynchronous; a synchronous engine resolves after its commit, and may commit many calls together.
 */

/** Records of one kind, by name. */
export interface Tables {
  session: SessionRecord
  inbound: InboundRecord
  turn: TurnRecord
  notice: NoticeRecord
  outbox: OutboxRecord
}

/** The name of a table whose records have an id. */
export type TableName = keyof Tables

/**
 * One write. A `put` replaces the record with the same id (`key` for sessions). A message whose dedupe key another message
 * has is refused: the whole call is rejected and writes nothing.
 */
export type Change =
  | { readonly [T in TableName]: { readonly type: 'put'; readonly table: T; readonly row: Tables[T] } }[TableName]
  | { readonly type: 'act'; readonly row: ActRecord }
  | { readonly type: 'journal'; readonly row: JournalRecord }
  | ({ readonly type: 'log' } & LogWrite)
  | { readonly type: 'state'; readonly scope: string; readonly key: string; readonly value: Json | null }

/** What a decision wants to see besides the session's live records. */
export interface Want {
  /** The message with this dedupe key, and the act with it. */
  readonly dedupeKey?: string
  /** This turn, also when it has finished. */
  readonly turnId?: string
  /** This message, in whatever state. */
  readonly inboundId?: string
  /** This notice, also when it is closed. */
  readonly noticeId?: string
  /** What waits to be sent to the chat with this key. */
  readonly chatKey?: string
}

/** Everything a decision may look at, read in its transaction. */
export interface SessionState {
  /** `null`: nothing has happened under this key yet. */
  readonly session: SessionRecord | null
  /** The session's running turns, by number. */
  readonly turns: readonly TurnRecord[]
  /** Its pending and claimed messages, by `seq`. */
  readonly inbounds: readonly InboundRecord[]
  /** Its live notices, oldest first. */
  readonly notices: readonly NoticeRecord[]
  /** The message found by `Want.dedupeKey`. */
  readonly duplicate: InboundRecord | null
  /** The act found by `Want.dedupeKey`. */
  readonly acted: ActRecord | null
  readonly turn: TurnRecord | null
  readonly inbound: InboundRecord | null
  readonly notice: NoticeRecord | null
  /**
   * The first pending outbox entry of the chat named by `Want.chatKey`, whether due or not. It may be of another session:
   * an engine with row locks reads it under the lock of its row.
   */
  readonly head: OutboxRecord | null
}

/** What a decision says: the writes, and the answer for the caller. */
export interface Verdict<T> {
  readonly changes: readonly Change[]
  readonly result: T
}

/** One finished turn with its journal and the messages it worked on: a piece of the session's context. */
export interface HistoryEntry {
  readonly turn: TurnRecord
  readonly inbounds: readonly InboundRecord[]
  readonly journal: readonly JournalRecord[]
}

/** An entry of a channel's event log. */
export interface LogEntry {
  /** Increases within the scope, also over restarts. */
  readonly id: number
  readonly subject: string
  readonly body: Json
}

/** A lease as its holder knows it. */
export interface LeaseRef {
  readonly turnId: string
  readonly epoch: number
}

/** What a renewal found. */
export interface Renewal {
  /** Leases that are no longer the caller's: abort these turns. */
  readonly lost: readonly string[]
  /** Turns with a committed cancel. */
  readonly cancels: readonly TurnRecord[]
}

/** A database. */
export interface Engine {
  /**
   * Reads the session's state, calls `decision` once or more (it must be pure), writes its changes, and commits, all in
   * one transaction. Decisions on one session are serial. A decision that throws writes nothing and rejects the call.
   *
   * @throws {StoreUnavailableError} when the database cannot be reached or written
   */
  decide<T>(key: SessionKey, want: Want, decision: (state: SessionState) => Verdict<T>): Promise<T>

  /**
   * Replaces one record under a row lock. `change` gets the record or `null` and returns its replacement, or `undefined`
   * to leave it. Resolves with what `change` returned.
   */
  update<T extends TableName>(
    table: T,
    id: string,
    change: (row: Tables[T] | null) => Tables[T] | undefined,
  ): Promise<Tables[T] | undefined>

  /** Writes changes that need no look first. One transaction. */
  write(changes: readonly Change[]): Promise<void>

  /**
   * Replaces one state value under a row lock: `change` gets the value or `null` and returns its replacement, `null` to
   * delete it, or `undefined` to leave it. Resolves with what is there afterwards.
   */
  updateValue(scope: string, key: string, change: (value: Json | null) => Json | null | undefined): Promise<Json | null>

  /**
   * Sets `expiresAt` of running turns whose epoch still is the given one. Far fewer statements than leases; each lease
   * stands for itself, so that a call may take several transactions.
   */
  renew(leases: readonly LeaseRef[], expiresAt: number): Promise<Renewal>

  /** Read-only look-ups. Never see half a transaction. */
  readonly find: Finders

  /**
   * Appends to a scope's event log outside a decision; an entry with the same subject replaces the earlier one.
   * `floor` is the least id allowed. Resolves with the id.
   */
  append(write: LogWrite, floor: number): Promise<number>

  /** Drops what a retention rule no longer needs. Never a record that is live, or the context of a current generation. */
  purge(limits: PurgeLimits): Promise<void>

  /**
   * Calls `listener` when another process has committed something: a hint, for latency only.
   * Returns how to stop. Default for engines that cannot: never calls.
   */
  watch(listener: () => void): () => void

  /** Finishes what was accepted, and closes. */
  close(): Promise<void>
}

/** How old something must be to be dropped, as points in time (epoch milliseconds). */
export interface PurgeLimits {
  /**
   * Turns that finished before and are not in the context of their session's current generation (an older one, erased, or
   * without `contextSeq`), with their journals; closed notices opened before whose turn is gone or that have none; sent
   * and dead outbox entries created before.
   */
  readonly finishedBefore: number
  /**
   * Answered and dropped messages, and acts, older than this: their redelivery is no longer recognised. A message stays
   * as long as the turn that answered it.
   */
  readonly dedupeBefore: number
  /** Event-log entries kept per scope. */
  readonly logEntries: number
}

/** The questions that sweeps, pumps and operators ask. Every list is bounded by `limit` and ordered as said. */
export interface Finders {
  record<T extends TableName>(table: T, id: string): Promise<Tables[T] | null>
  /** Every session that has running turns, waiting messages or a last outcome, by key. */
  sessions(): Promise<readonly SessionRecord[]>
  /** One session's state as a decision would see it. */
  state(key: SessionKey): Promise<SessionState>
  /** Running turns, of one owner or all, by session and number. */
  runningTurns(owner?: string): Promise<readonly TurnRecord[]>
  /** The owners of running turns, each once: cheap, however many turns they have. */
  runningOwners(): Promise<readonly string[]>
  /** Running turns in chats of these routes whose lease ended at or before `now`, the longest ended first. */
  expiredTurns(now: number, routes: readonly Route[], limit: number): Promise<readonly TurnRecord[]>
  /** Sessions whose `dueAt` is at or before `now` and whose `dueRoute` is among `routes`, earliest first. */
  dueSessions(now: number, routes: readonly Route[], limit: number): Promise<readonly SessionKey[]>
  /**
   * Notices of these routes with `revision > sent` and `notBefore <= now` that are unclaimed or whose claim has lapsed, the
   * longest due first. Not one whose `after` entry is still pending.
   */
  dueNotices(now: number, routes: readonly Route[], limit: number): Promise<readonly NoticeRecord[]>
  /** Live notices of these routes, oldest first. */
  liveNotices(routes: readonly Route[], limit: number): Promise<readonly NoticeRecord[]>
  /** The notices of a session, newest first, closed ones too. */
  noticesOf(key: SessionKey, limit: number): Promise<readonly NoticeRecord[]>
  /**
   * The first pending outbox entry of each chat (`chatKey`, by the order of first `put`) whose `notBefore <= now` and that
   * is unclaimed or whose claim has lapsed, of these routes, the longest due first. A chat whose first entry is not due has
   * none here.
   */
  outboxHeads(now: number, routes: readonly Route[], limit: number): Promise<readonly OutboxRecord[]>
  /** A turn's journal, by seq. */
  journal(turnId: string): Promise<readonly JournalRecord[]>
  /** The finished, not erased turns of a generation, by `contextSeq`; the last `limit` of them. */
  history(key: SessionKey, generation: number, limit: number): Promise<readonly HistoryEntry[]>
  /** Finished turns of a session, newest first. */
  finishedTurns(key: SessionKey, limit: number): Promise<readonly TurnRecord[]>
  /** Log entries of a scope with `id > after`, by id. */
  log(scope: string, after: number, limit: number): Promise<readonly LogEntry[]>
  /** The first and last id of a scope's log, or `null` when it is empty. */
  logBounds(scope: string): Promise<{ readonly first: number; readonly last: number } | null>
  /** A state entry, or `null`. */
  value(scope: string, key: string): Promise<Json | null>
  /** All entries of a state scope, by key. */
  values(scope: string): Promise<ReadonlyMap<string, Json>>
}
