import type { Change, SessionState } from '../ports/engine.ts'
import type {
  InboundRecord,
  JournalRecord,
  NoticeRecord,
  OutboxRecord,
  SessionRecord,
  TurnRecord,
} from '../store/records.ts'
import type { SessionKey } from '../words/session.ts'

/**
 * A session's state while a decision works on it. Records are replaced, never changed in place; what was replaced comes
 * out as the decision's changes, each record once, in the order of first touch.
 */
export class Draft {
  #session: SessionRecord
  readonly #turns = new Map<string, TurnRecord>()
  readonly #inbounds = new Map<string, InboundRecord>()
  readonly #notices = new Map<string, NoticeRecord>()
  readonly #dirty = new Map<string, Change>()
  readonly #extra: Change[] = []

  constructor(key: SessionKey, state: SessionState) {
    this.#session = state.session ?? { key, generation: 1, nextSeq: 1, nextNumber: 1 }
    for (const turn of state.turns) this.#turns.set(turn.id, turn)
    if (state.turn !== null) this.#turns.set(state.turn.id, state.turn)
    for (const inbound of state.inbounds) this.#inbounds.set(inbound.id, inbound)
    if (state.inbound !== null) this.#inbounds.set(state.inbound.id, state.inbound)
    for (const notice of state.notices) this.#notices.set(notice.id, notice)
  }

  get session(): SessionRecord {
    return this.#session
  }

  set session(row: SessionRecord) {
    this.#session = row
    this.#dirty.set('session', { type: 'put', table: 'session', row })
  }

  /** The turn in the lane, if any. */
  get foreground(): TurnRecord | undefined {
    for (const turn of this.#turns.values()) if (turn.state === 'running' && turn.kind === 'foreground') return turn
    return undefined
  }

  /** All running turns, by number. */
  get running(): TurnRecord[] {
    return [...this.#turns.values()].filter((turn) => turn.state === 'running').sort((a, b) => a.number - b.number)
  }

  /** The messages that wait for a turn of their own, in queue order. */
  get pending(): InboundRecord[] {
    return this.#inOrder((inbound) => inbound.state === 'pending' && inbound.steer !== true)
  }

  /** The messages that wait to be given to the running turn. */
  get steering(): InboundRecord[] {
    return this.#inOrder((inbound) => inbound.state === 'pending' && inbound.steer === true)
  }

  /** The messages that a running turn works on, in order. */
  claimedBy(turnId: string): InboundRecord[] {
    return this.#inOrder((inbound) => inbound.turnId === turnId)
  }

  get notices(): NoticeRecord[] {
    return [...this.#notices.values()]
  }

  /** The turn with this id, if it runs or was asked for; `undefined` for none. */
  turn(id: string | undefined): TurnRecord | undefined {
    return id === undefined ? undefined : this.#turns.get(id)
  }

  inbound(id: string): InboundRecord | undefined {
    return this.#inbounds.get(id)
  }

  putTurn(row: TurnRecord): TurnRecord {
    this.#turns.set(row.id, row)
    this.#dirty.set(`turn:${row.id}`, { type: 'put', table: 'turn', row })
    return row
  }

  putInbound(row: InboundRecord): InboundRecord {
    this.#inbounds.set(row.id, row)
    this.#dirty.set(`inbound:${row.id}`, { type: 'put', table: 'inbound', row })
    return row
  }

  putNotice(row: NoticeRecord): NoticeRecord {
    this.#notices.set(row.id, row)
    this.#dirty.set(`notice:${row.id}`, { type: 'put', table: 'notice', row })
    return row
  }

  putOutbox(row: OutboxRecord): void {
    this.#extra.push({ type: 'put', table: 'outbox', row })
  }

  addJournal(row: JournalRecord): void {
    this.#extra.push({ type: 'journal', row })
  }

  add(...changes: readonly Change[]): void {
    this.#extra.push(...changes)
  }

  /** The next number of the session's order of events: messages, and places in the context. */
  nextSeq(): number {
    const seq = this.#session.nextSeq
    this.session = { ...this.#session, nextSeq: seq + 1 }
    return seq
  }

  changes(): Change[] {
    return [...this.#dirty.values(), ...this.#extra]
  }

  #inOrder(of: (inbound: InboundRecord) => boolean): InboundRecord[] {
    return [...this.#inbounds.values()].filter(of).sort((a, b) => a.seq - b.seq)
  }
}
