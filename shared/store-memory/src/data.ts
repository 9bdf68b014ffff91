import {
  type ActRecord,
  type InboundRecord,
  type JournalRecord,
  type Json,
  type NoticeRecord,
  type OutboxRecord,
  routeOf,
  type SessionRecord,
  type TableName,
  type Tables,
  type TurnRecord,
} from '@holdline/bridge'
import { InboundTable } from './inbound-table.ts'
import { IndexOf, type Slot } from './index-of.ts'
import { Log } from './log.ts'
import { OutboxTable } from './outbox-table.ts'
import { Table } from './table.ts'

/** The group of an index that has only one. */
export const ALL = ''

/** What a database holds: tables, each with the indexes that the finders and decisions read. */
export class Data {
  readonly dueSessions = new IndexOf<SessionRecord>((row, pos) =>
    row.dueAt === undefined || row.dueRoute === undefined ? null : slot(row.dueRoute, row.dueAt, pos),
  )

  readonly liveInbounds = new IndexOf<InboundRecord>((row, pos) =>
    isWaiting(row) ? slot(row.session, row.seq, pos) : null,
  )
  readonly doneInbounds = new IndexOf<InboundRecord>((row, pos) =>
    isWaiting(row) ? null : slot(ALL, row.receivedAt, pos),
  )
  readonly inboundByKey = new IndexOf<InboundRecord>((row, pos) => slot(row.dedupeKey, 0, pos))

  readonly runningTurns = new IndexOf<TurnRecord>((row, pos) =>
    isRunning(row) ? slot(row.session, row.number, pos) : null,
  )
  readonly turnsByOwner = new IndexOf<TurnRecord>((row, pos) =>
    isRunning(row) ? slot(row.owner, row.number, pos) : null,
  )
  readonly leases = new IndexOf<TurnRecord>((row, pos) =>
    isRunning(row) ? slot(routeOf(row.chat), row.expiresAt, pos) : null,
  )
  readonly finishedTurns = new IndexOf<TurnRecord>((row, pos) =>
    isRunning(row) ? null : slot(row.session, row.finishedAt ?? 0, pos),
  )
  readonly context = new IndexOf<TurnRecord>((row, pos) =>
    isContext(row) ? slot(contextOf(row.session, row.generation), row.contextSeq ?? 0, pos) : null,
  )

  readonly liveNotices = new IndexOf<NoticeRecord>((row, pos) =>
    isLive(row) ? slot(row.session, row.openedAt, pos) : null,
  )
  readonly noticesByRoute = new IndexOf<NoticeRecord>((row, pos) =>
    isLive(row) ? slot(row.route, row.openedAt, pos) : null,
  )
  readonly noticesBySession = new IndexOf<NoticeRecord>((row, pos) => slot(row.session, row.openedAt, pos))
  readonly dueNotices = new IndexOf<NoticeRecord>((row, pos) =>
    row.revision > row.sent ? slot(row.route, dueAt(row), pos) : null,
  )
  readonly closedNotices = new IndexOf<NoticeRecord>((row, pos) => (isLive(row) ? null : slot(ALL, row.openedAt, pos)))

  readonly pendingOutbox = new IndexOf<OutboxRecord>((row, pos) =>
    row.state === 'pending' ? slot(row.chatKey, 0, pos) : null,
  )
  /** Only the first pending entry of each chat; kept by the table. */
  readonly outboxHeads = new IndexOf<OutboxRecord>((row, pos) => slot(row.route, dueAt(row), pos))
  readonly doneOutbox = new IndexOf<OutboxRecord>((row, pos) =>
    row.state === 'pending' ? null : slot(ALL, row.createdAt, pos),
  )

  readonly inbounds = new InboundTable(this.inboundByKey, [this.liveInbounds, this.doneInbounds])
  readonly tables: { readonly [T in TableName]: Table<Tables[T]> } = {
    session: new Table((row) => row.key, [this.dueSessions]),
    inbound: this.inbounds,
    turn: new Table(
      (row) => row.id,
      [this.runningTurns, this.turnsByOwner, this.leases, this.finishedTurns, this.context],
    ),
    notice: new Table(
      (row) => row.id,
      [this.liveNotices, this.noticesByRoute, this.noticesBySession, this.dueNotices, this.closedNotices],
    ),
    outbox: new OutboxTable(this.pendingOutbox, this.outboxHeads, [this.doneOutbox]),
  }
  readonly acts = new Map<string, ActRecord>()
  readonly journals = new Map<string, Map<number, JournalRecord>>()
  readonly states = new Map<string, Map<string, Json>>()
  readonly log = new Log()
}

/** The group of a generation's turns in {@link Data.context}. */
export function contextOf(session: string, generation: number): string {
  return `${generation} ${session}`
}

/** Whether a turn is part of what its generation remembers. */
export function isContext(row: TurnRecord): boolean {
  return !isRunning(row) && row.erased !== true && row.contextSeq !== undefined
}

function slot(group: string, at: number, pos: number): Slot {
  return { group, at, pos }
}

function isWaiting(row: InboundRecord): boolean {
  return row.state === 'pending' || row.state === 'claimed'
}

function isRunning(row: TurnRecord): boolean {
  return row.state === 'running'
}

function isLive(row: NoticeRecord): boolean {
  return row.state === 'live'
}

/** When something may be sent: after its own time, and after the end of a claim. */
function dueAt(row: NoticeRecord | OutboxRecord): number {
  return Math.max(row.notBefore, row.claim?.until ?? 0)
}
