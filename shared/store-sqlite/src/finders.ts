import type { DatabaseSync } from 'node:sqlite'
import type {
  Finders,
  HistoryEntry,
  JournalRecord,
  NoticeRecord,
  OutboxRecord,
  Route,
  SessionRecord,
  TurnRecord,
} from '@holdline/bridge'
import type { Lanes } from './lanes.ts'
import type { Log } from './log.ts'
import { prepareRecords, record } from './records.ts'
import { whenFree } from './retry.ts'
import { prepareState } from './state.ts'
import { numberOf, prepareAll, type Row, textOf } from './statement.ts'
import { prepareValue, prepareValues } from './values.ts'

/** A row of a due list, with what orders it. */
interface Due<T> {
  readonly at: number
  readonly tie: number
  readonly value: T
}

/** Prepares the finders. They read at once, between two group commits. */
export function createFinders(db: DatabaseSync, lanes: Lanes, log: Log): Finders {
  const records = prepareRecords(db)
  const state = prepareState(db)
  const sessions = prepareAll(
    db,
    `SELECT row FROM session WHERE row ->> 'lastOutcome' IS NOT NULL
       OR EXISTS (SELECT 1 FROM turn WHERE turn.session = session.id AND turn.live = 1)
       OR EXISTS (SELECT 1 FROM inbound WHERE inbound.session = session.id AND inbound.live = 1)
     ORDER BY id`,
    record<SessionRecord>,
  )
  const runningTurns = prepareAll(
    db,
    'SELECT row FROM turn WHERE live = 1 ORDER BY session, number',
    record<TurnRecord>,
  )
  const turnsOfOwner = prepareAll(
    db,
    'SELECT row FROM turn WHERE live = 1 AND owner = ? ORDER BY session, number',
    record<TurnRecord>,
  )
  // Steps from owner to owner in the index, so that the turns of each are not read.
  const runningOwners = prepareAll(
    db,
    `WITH RECURSIVE step (owner) AS (
       SELECT min(owner) FROM turn WHERE live = 1
       UNION ALL SELECT (SELECT min(owner) FROM turn WHERE live = 1 AND owner > step.owner) FROM step
       WHERE step.owner IS NOT NULL
     ) SELECT owner FROM step WHERE owner IS NOT NULL`,
    (row) => textOf(row.owner),
  )
  const expiredTurns = prepareAll(
    db,
    `SELECT expires_at AS at, pos, row FROM turn
     WHERE live = 1 AND route = ? AND expires_at <= ? ORDER BY expires_at, pos LIMIT ?`,
    due(record<TurnRecord>),
  )
  const dueSessions = prepareAll(
    db,
    'SELECT due_at AS at, pos, id FROM session WHERE due_route = ? AND due_at <= ? ORDER BY due_at, pos LIMIT ?',
    due((row) => textOf(row.id)),
  )
  const dueNotices = prepareAll(
    db,
    `SELECT due_at AS at, pos, row FROM notice WHERE due = 1 AND route = ? AND due_at <= ?
       AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.id = notice.after_id AND outbox.live = 1)
     ORDER BY due_at, pos LIMIT ?`,
    due(record<NoticeRecord>),
  )
  const liveNotices = prepareAll(
    db,
    'SELECT opened_at AS at, pos, row FROM notice WHERE live = 1 AND route = ? ORDER BY opened_at, pos LIMIT ?',
    due(record<NoticeRecord>),
  )
  const noticesOf = prepareAll(
    db,
    'SELECT row FROM notice WHERE session = ? ORDER BY opened_at DESC, pos DESC LIMIT ?',
    record<NoticeRecord>,
  )
  const outboxHeads = prepareAll(
    db,
    'SELECT due_at AS at, pos, row FROM outbox WHERE head = 1 AND route = ? AND due_at <= ? ORDER BY due_at, pos LIMIT ?',
    due(record<OutboxRecord>),
  )
  const journal = prepareAll(db, 'SELECT row FROM journal WHERE turn_id = ? ORDER BY seq', record<JournalRecord>)
  const context = prepareAll(
    db,
    `SELECT row FROM turn WHERE session = ? AND generation = ? AND context_seq IS NOT NULL
     ORDER BY context_seq DESC LIMIT ?`,
    record<TurnRecord>,
  )
  const finishedTurns = prepareAll(
    db,
    'SELECT row FROM turn WHERE session = ? AND live = 0 ORDER BY finished_at DESC, pos DESC LIMIT ?',
    record<TurnRecord>,
  )
  const value = prepareValue(db)
  const values = prepareValues(db)

  function history(turn: TurnRecord): HistoryEntry {
    const inbounds = turn.inbounds.map((id) => records.inbound(id)).filter((row) => row !== null)
    return { turn, inbounds, journal: journal(turn.id) }
  }

  return {
    record: (table, id) => whenFree(() => records[table](id)),
    sessions: () => whenFree(sessions),
    state: (key) => whenFree(() => state(lanes.load(key), {})),
    runningTurns: (owner) => whenFree(() => (owner === undefined ? runningTurns() : turnsOfOwner(owner))),
    runningOwners: () => whenFree(runningOwners),
    expiredTurns: (now, routes, limit) =>
      whenFree(() => merged(routes, limit, (route) => expiredTurns(route, now, limit))),
    dueSessions: (now, routes, limit) =>
      whenFree(() => merged(routes, limit, (route) => dueSessions(route, now, limit))),
    dueNotices: (now, routes, limit) => whenFree(() => merged(routes, limit, (route) => dueNotices(route, now, limit))),
    liveNotices: (routes, limit) => whenFree(() => merged(routes, limit, (route) => liveNotices(route, limit))),
    noticesOf: (key, limit) => whenFree(() => noticesOf(key, limit)),
    outboxHeads: (now, routes, limit) =>
      whenFree(() => merged(routes, limit, (route) => outboxHeads(route, now, limit))),
    journal: (turnId) => whenFree(() => journal(turnId)),
    history: (key, generation, limit) =>
      whenFree(() => snapshot(db, () => context(key, generation, limit).reverse().map(history))),
    finishedTurns: (key, limit) => whenFree(() => finishedTurns(key, limit)),
    log: (scope, after, limit) => whenFree(() => log.after(scope, after, limit)),
    logBounds: (scope) => whenFree(() => log.bounds(scope)),
    value: (scope, key) => whenFree(() => value(scope, key)),
    values: (scope) => whenFree(() => new Map(values(scope))),
  }
}

function due<T>(decode: (row: Row) => T): (row: Row) => Due<T> {
  return (row) => ({ at: numberOf(row.at), tie: numberOf(row.pos), value: decode(row) })
}

/** Looks into each route's part of an index, and puts the results into one order. */
function merged<T>(routes: readonly Route[], limit: number, look: (route: Route) => readonly Due<T>[]): T[] {
  return [...new Set(routes)]
    .flatMap((route) => look(route))
    .sort((a, b) => a.at - b.at || a.tie - b.tie)
    .slice(0, limit)
    .map(({ value }) => value)
}

/** Reads with several statements as of one moment, whatever other processes commit meanwhile. */
function snapshot<T>(db: DatabaseSync, read: () => T): T {
  db.exec('BEGIN')
  try {
    return read()
  } finally {
    db.exec('COMMIT')
  }
}
