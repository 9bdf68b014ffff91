import type { DatabaseSync } from 'node:sqlite'
import type {
  ActRecord,
  InboundRecord,
  NoticeRecord,
  SessionKey,
  SessionRecord,
  SessionState,
  TurnRecord,
  Want,
} from '@holdline/bridge'
import { Parsed } from './parsed.ts'
import { jsonOf, prepareFirst, type Row, textOf } from './statement.ts'

/** Reads what a decision may look at. One statement for the live records, so that it is one snapshot by itself. */
export class State {
  readonly #live
  readonly #inboundBy
  readonly #inbound
  readonly #act
  readonly #turn
  readonly #notice
  readonly #sessions = new Parsed<SessionRecord>()
  readonly #turns = new Parsed<TurnRecord>()
  readonly #inbounds = new Parsed<InboundRecord>()
  readonly #notices = new Parsed<NoticeRecord>()

  constructor(db: DatabaseSync) {
    this.#live = db.prepare(`
      SELECT 'session' AS kind, id, row FROM session WHERE id = ?1
      UNION ALL SELECT 'turn', id, row FROM turn WHERE session = ?1 AND live = 1
      UNION ALL SELECT 'inbound', id, row FROM inbound WHERE session = ?1 AND live = 1
      UNION ALL SELECT 'notice', id, row FROM notice WHERE session = ?1 AND live = 1`)
    const inbound = (row: Row): InboundRecord => this.#inbounds.read(textOf(row.id), textOf(row.row))
    const turn = (row: Row): TurnRecord => this.#turns.read(textOf(row.id), textOf(row.row))
    const notice = (row: Row): NoticeRecord => this.#notices.read(textOf(row.id), textOf(row.row))
    this.#inboundBy = prepareFirst(db, 'SELECT id, row FROM inbound WHERE dedupe_key = ?', inbound)
    this.#inbound = prepareFirst(db, 'SELECT id, row FROM inbound WHERE id = ?', inbound)
    this.#act = prepareFirst(db, 'SELECT row FROM act WHERE id = ?', (row): ActRecord => jsonOf(row.row))
    this.#turn = prepareFirst(db, 'SELECT id, row FROM turn WHERE id = ?', turn)
    this.#notice = prepareFirst(db, 'SELECT id, row FROM notice WHERE id = ?', notice)
  }

  read(key: SessionKey, want: Want): SessionState {
    let session: SessionRecord | null = null
    const turns: TurnRecord[] = []
    const inbounds: InboundRecord[] = []
    const notices: NoticeRecord[] = []
    for (const row of this.#live.all(key)) {
      const id = textOf(row.id)
      const text = textOf(row.row)
      if (row.kind === 'session') session = this.#sessions.read(id, text)
      else if (row.kind === 'turn') turns.push(this.#turns.read(id, text))
      else if (row.kind === 'inbound') inbounds.push(this.#inbounds.read(id, text))
      else notices.push(this.#notices.read(id, text))
    }
    const { dedupeKey, turnId, inboundId, noticeId } = want
    return {
      session,
      turns: turns.sort((a, b) => a.number - b.number),
      inbounds: inbounds.sort((a, b) => a.seq - b.seq),
      notices: notices.sort((a, b) => a.openedAt - b.openedAt),
      duplicate: dedupeKey === undefined ? null : this.#inboundBy(dedupeKey),
      acted: dedupeKey === undefined ? null : this.#act(dedupeKey),
      turn: turnId === undefined ? null : (turns.find(({ id }) => id === turnId) ?? this.#turn(turnId)),
      inbound:
        inboundId === undefined ? null : (inbounds.find(({ id }) => id === inboundId) ?? this.#inbound(inboundId)),
      notice: noticeId === undefined ? null : (notices.find(({ id }) => id === noticeId) ?? this.#notice(noticeId)),
    }
  }
}
