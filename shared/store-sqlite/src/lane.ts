import type { InboundRecord, NoticeRecord, SessionRecord, TurnRecord } from '@holdline/bridge'
import { Shelf } from './shelf.ts'

/** The live records of one session: all that most decisions look at. */
export class Lane {
  readonly session = new Shelf<SessionRecord>(() => 0)
  readonly turn = new Shelf<TurnRecord>((row) => row.number)
  readonly inbound = new Shelf<InboundRecord>((row) => row.seq)
  readonly notice = new Shelf<NoticeRecord>((row) => row.openedAt)
}

/** The kinds of records that a lane has. */
export type LaneTable = keyof Lane

/** Whether a table's name is one of those. */
export function isLaneTable(name: string): name is LaneTable {
  return name === 'session' || name === 'turn' || name === 'inbound' || name === 'notice'
}
