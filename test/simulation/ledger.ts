import {
  type Change,
  chatKeyOf,
  type InboundRecord,
  type JournalRecord,
  type LeaseRef,
  type NoticeContent,
  type NoticeRecord,
  type OutboxRecord,
  type SessionRecord,
  type TurnRecord,
} from '@holdline/bridge'

/** One commit, with what its rows were before it. They are in the ledger as they are since. */
export interface Commit {
  /** Counts the commits of a run, from 1. */
  readonly number: number
  /** The boot that wrote. */
  readonly by: string
  /** When, by the true time. */
  readonly at: number
  readonly sessions: ReadonlyMap<string, SessionRecord | undefined>
  readonly turns: ReadonlyMap<string, TurnRecord | undefined>
  readonly inbounds: ReadonlyMap<string, InboundRecord | undefined>
  readonly notices: ReadonlyMap<string, NoticeRecord | undefined>
  readonly outbox: ReadonlyMap<string, OutboxRecord | undefined>
  readonly journal: readonly JournalRecord[]
}

/** A notice's content as it was claimed for sending: what the platform then shows for that revision. */
export interface Told {
  readonly notice: NoticeRecord
  readonly content: NoticeContent
  readonly commit: number
}

/**
 * What has been committed by everybody, in order: a second account of the store, kept by watching its writers. The
 * rules are checked against it and against the platform, never against what the bridge says of itself.
 */
export class Ledger {
  readonly sessions = new Map<string, SessionRecord>()
  readonly turns = new Map<string, TurnRecord>()
  readonly inbounds = new Map<string, InboundRecord>()
  readonly notices = new Map<string, NoticeRecord>()
  readonly outbox = new Map<string, OutboxRecord>()
  readonly journals = new Map<string, JournalRecord[]>()
  /** The running turns of each session. */
  readonly running = new Map<string, Map<string, TurnRecord>>()
  /** The messages of each session that wait. */
  readonly waiting = new Map<string, Map<string, InboundRecord>>()
  readonly acts = new Set<string>()
  /** Messages by their dedupe key. */
  readonly accepted = new Map<string, string>()
  /** What was claimed for sending, by {@link toldKey}. */
  readonly told = new Map<string, Told>()
  /** The commit in which a message was dropped. */
  readonly droppedIn = new Map<string, number>()
  /** Called after each commit. */
  onCommit: (commit: Commit) => void = () => {}
  #commits = 0

  /** How many commits there have been. */
  get size(): number {
    return this.#commits
  }

  /** The turns that have a session's lane. */
  lanes(session: string): TurnRecord[] {
    return [...(this.running.get(session)?.values() ?? [])].filter(({ kind }) => kind === 'foreground')
  }

  /** A message that waits, and came before those of a turn. */
  waitingBefore({ session, inbounds }: TurnRecord): InboundRecord | undefined {
    const first = Math.min(...inbounds.map((id) => this.inbounds.get(id)?.seq ?? 0))
    return [...(this.waiting.get(session)?.values() ?? [])].find((one) => one.steer !== true && one.seq < first)
  }

  /** The answer that waits for its back-off though its chat may be written to at this time; claimed, it is being tried. */
  heldBack({ chat }: InboundRecord, at: number): OutboxRecord | undefined {
    const key = chatKeyOf(chat)
    const head = [...this.outbox.values()].find((one) => one.state === 'pending' && one.chatKey === key)
    if (head === undefined || head.claim !== undefined) return undefined
    return head.notBefore > Math.max(at, head.firmUntil ?? 0) ? head : undefined
  }

  /** The entry that a part of an answer belongs to. */
  outboxEntry(partKey: string): Partial<OutboxRecord> {
    return this.outbox.get(partKey.slice(0, partKey.lastIndexOf('-'))) ?? {}
  }

  commit(by: string, at: number, changes: readonly Change[]): void {
    if (changes.length === 0) return
    const number = ++this.#commits
    const before = {
      sessions: new Map<string, SessionRecord | undefined>(),
      turns: new Map<string, TurnRecord | undefined>(),
      inbounds: new Map<string, InboundRecord | undefined>(),
      notices: new Map<string, NoticeRecord | undefined>(),
      outbox: new Map<string, OutboxRecord | undefined>(),
    }
    const journal: JournalRecord[] = []
    for (const change of changes) {
      if (change.type === 'act') this.acts.add(change.row.key)
      if (change.type === 'journal') {
        journal.push(change.row)
        this.journals.set(change.row.turnId, [...(this.journals.get(change.row.turnId) ?? []), change.row])
      }
      if (change.type !== 'put') continue
      if (change.table === 'session') put(this.sessions, before.sessions, change.row.key, change.row)
      else if (change.table === 'turn') {
        put(this.turns, before.turns, change.row.id, change.row)
        sort(this.running, change.row, change.row.state === 'running')
      } else if (change.table === 'inbound') {
        put(this.inbounds, before.inbounds, change.row.id, change.row)
        sort(this.waiting, change.row, change.row.state === 'pending')
        this.#inbound(change.row, number)
      } else if (change.table === 'notice') {
        put(this.notices, before.notices, change.row.id, change.row)
        this.#notice(change.row, number)
      } else put(this.outbox, before.outbox, change.row.id, change.row)
    }
    this.onCommit({ number, by, at, ...before, journal })
  }

  /** Leases move without a decision. */
  renew(leases: readonly LeaseRef[], expiresAt: number): void {
    for (const { turnId, epoch } of leases) {
      const turn = this.turns.get(turnId)
      if (turn?.state === 'running' && turn.epoch === epoch) this.turns.set(turnId, { ...turn, expiresAt })
    }
  }

  #inbound(row: InboundRecord, commit: number): void {
    this.accepted.set(row.dedupeKey, row.id)
    if (row.state === 'dropped' && !this.droppedIn.has(row.id)) this.droppedIn.set(row.id, commit)
  }

  #notice(row: NoticeRecord, commit: number): void {
    if (row.claim !== undefined)
      this.told.set(toldKey(row.id, row.revision), { notice: row, content: row.content, commit })
  }
}

function sort<Row extends { readonly id: string; readonly session: string }>(
  sessions: Map<string, Map<string, Row>>,
  row: Row,
  belongs: boolean,
): void {
  const rows = sessions.get(row.session) ?? new Map<string, Row>()
  sessions.set(row.session, rows)
  if (belongs) rows.set(row.id, row)
  else rows.delete(row.id)
}

/** The key of {@link Ledger.told}. */
export function toldKey(noticeId: string, revision: number): string {
  return `${noticeId}@${revision}`
}

function put<Row>(rows: Map<string, Row>, before: Map<string, Row | undefined>, id: string, row: Row): void {
  if (!before.has(id)) before.set(id, rows.get(id))
  rows.set(id, row)
}
