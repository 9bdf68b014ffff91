import type { DatabaseSync } from 'node:sqlite'
import type {
  InboundRecord,
  NoticeRecord,
  OutboxRecord,
  SessionRecord,
  TableName,
  Tables,
  TurnRecord,
} from '@holdline/bridge'
import { jsonOf, prepareFirst, type Query, type Row } from './statement.ts'

/** Prepares the look-up of a record by its id, for every table. */
export function prepareRecords(db: DatabaseSync): { readonly [T in TableName]: Query<Tables[T] | null> } {
  return {
    session: prepareFirst(db, 'SELECT row FROM session WHERE id = ?', record<SessionRecord>),
    inbound: prepareFirst(db, 'SELECT row FROM inbound WHERE id = ?', record<InboundRecord>),
    turn: prepareFirst(db, 'SELECT row FROM turn WHERE id = ?', record<TurnRecord>),
    notice: prepareFirst(db, 'SELECT row FROM notice WHERE id = ?', record<NoticeRecord>),
    outbox: prepareFirst(db, 'SELECT row FROM outbox WHERE id = ?', record<OutboxRecord>),
  }
}

/** The record in a row of a result. */
export function record<R>(row: Row): R {
  return jsonOf(row.row)
}
