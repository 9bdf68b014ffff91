import type { DatabaseSync } from 'node:sqlite'
import type { ActRecord, InboundRecord, OutboxRecord, SessionState, Want } from '@holdline/bridge'
import type { Lane } from './lane.ts'
import { prepareRecords, record } from './records.ts'
import { jsonOf, prepareFirst } from './statement.ts'

/** Prepares what a decision may look at: a lane, and the records that it wants besides. */
export function prepareState(db: DatabaseSync): (lane: Lane, want: Want) => SessionState {
  const records = prepareRecords(db)
  const inboundByKey = prepareFirst(db, 'SELECT row FROM inbound WHERE dedupe_key = ?', record<InboundRecord>)
  const act = prepareFirst(db, 'SELECT row FROM act WHERE id = ?', (row): ActRecord => jsonOf(row.row))
  const headOf = prepareFirst(db, 'SELECT row FROM outbox WHERE chat_key = ? AND head = 1', record<OutboxRecord>)
  return (lane, { dedupeKey, turnId, inboundId, noticeId, chatKey }) => ({
    session: lane.session.sorted()[0] ?? null,
    turns: lane.turn.sorted(),
    inbounds: lane.inbound.sorted(),
    notices: lane.notice.sorted(),
    duplicate: dedupeKey === undefined ? null : inboundByKey(dedupeKey),
    acted: dedupeKey === undefined ? null : act(dedupeKey),
    turn: turnId === undefined ? null : (lane.turn.get(turnId) ?? records.turn(turnId)),
    inbound: inboundId === undefined ? null : (lane.inbound.get(inboundId) ?? records.inbound(inboundId)),
    notice: noticeId === undefined ? null : (lane.notice.get(noticeId) ?? records.notice(noticeId)),
    head: chatKey === undefined ? null : headOf(chatKey),
  })
}
