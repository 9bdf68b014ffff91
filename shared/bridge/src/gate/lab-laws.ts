import { isDeepStrictEqual } from 'node:util'
import type { Change, SessionState } from '../ports/engine.ts'
import type { InboundRecord, NoticeRecord, TurnRecord } from '../store/records.ts'

/** Where a message may go from where. Back to the queue: handed back, or tried again. */
const MOVES: Readonly<Record<InboundRecord['state'], readonly InboundRecord['state'][]>> = {
  pending: ['pending', 'claimed', 'dropped'],
  claimed: ['claimed', 'answered', 'pending'],
  answered: ['answered', 'pending', 'claimed'],
  dropped: ['dropped'],
}

const TYPES: ReadonlySet<Change['type']> = new Set(['put', 'act', 'journal', 'log', 'state'])

/** What was there before a decision. */
export interface Before {
  readonly turns: ReadonlyMap<string, TurnRecord>
  readonly inbounds: ReadonlyMap<string, InboundRecord>
  readonly notices: ReadonlyMap<string, NoticeRecord>
}

/** What holds of the writes of every decision, whatever it decides. Throws what does not. */
export function checkChanges(changes: readonly Change[], before: Before): void {
  const seen = new Set<string>()
  for (const change of changes) {
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(change)), change)) broken('a write is not plain JSON', change)
    if (!TYPES.has(change.type)) broken('no such write', change)
    if (change.type !== 'put') continue
    const name = `${change.table} ${change.table === 'session' ? change.row.key : change.row.id}`
    if (seen.has(name)) broken(`${name} is written twice`, change)
    seen.add(name)
    if (change.table === 'turn') checkTurn(change.row, before.turns.get(change.row.id))
    if (change.table === 'inbound') checkInbound(change.row, before.inbounds.get(change.row.id))
    if (change.table === 'notice') checkNotice(change.row, before.notices.get(change.row.id))
  }
}

/** What holds of a session between decisions. Throws what does not. */
export function checkState({ session, turns, inbounds, notices }: SessionState): void {
  const lane = turns.filter((turn) => turn.kind === 'foreground')
  if (lane.length > 1) broken('two turns have the lane', lane)
  const pending = inbounds.filter((inbound) => inbound.state === 'pending' && inbound.steer !== true)
  const due = pending.length > 0 && lane.length === 0
  if ((session?.dueAt !== undefined) !== due) broken('the lane’s due time is not its queue’s', session)
  if ((session?.dueRoute !== undefined) !== due) broken('the lane’s route is not its queue’s', session)
  for (const inbound of inbounds) {
    if (inbound.steer === true && inbound.state === 'pending' && lane.length === 0)
      broken('a message waits for a turn that is over', inbound)
  }
  const chats = notices.flatMap(({ chat, turnId }) => (turnId === undefined ? [] : [JSON.stringify({ chat, turnId })]))
  if (new Set(chats).size < chats.length) broken('a turn has two live notices in one chat', notices)
  for (const notice of notices) {
    const runs = turns.some((turn) => turn.id === notice.turnId)
    const elsewhere = notice.content.type === 'busy' && notice.content.elsewhere === true
    if (notice.content.type === 'busy' && !runs && !elsewhere) broken('a notice outlives its turn', notice)
  }
}

function checkTurn(row: TurnRecord, was: TurnRecord | undefined): void {
  if (row.state !== 'running' && row.state !== 'finished') broken('no such state', row)
  if (was === undefined) return
  if (was.state === 'finished' && row.state !== 'finished') broken('a turn came back to life', row)
  if (row.epoch < was.epoch) broken('an epoch went back', row)
  if (row.progressAt < was.progressAt) broken('progress went back', row)
}

function checkInbound(row: InboundRecord, was: InboundRecord | undefined): void {
  if (was !== undefined && !MOVES[was.state].includes(row.state)) broken(`a message was ${was.state}`, row)
  if (was === undefined && row.state === 'answered') broken('a message was answered before it came', row)
  if ((row.state === 'dropped') !== (row.dropped !== undefined)) broken('a drop needs its reason', row)
  if ((row.state === 'claimed') !== (row.turnId !== undefined && row.state !== 'answered'))
    broken('a claim needs its turn', row)
}

function checkNotice(row: NoticeRecord, was: NoticeRecord | undefined): void {
  if (row.state !== 'live' && row.state !== 'closed') broken('no such state', row)
  if (row.sent > row.revision) broken('more was sent than there is', row)
  if (was === undefined) return
  const same = isDeepStrictEqual({ ...row, notBefore: was.notBefore, claim: was.claim }, was)
  if (was.sent === was.revision && row.revision === was.revision && !same && row.state === 'live')
    broken('what was shown changed without a revision', row)
  if (row.revision < was.revision || row.revision > was.revision + 1) broken('a revision is not the next', row)
  if (was.state === 'closed' && row.state !== 'closed') broken('a notice came back to life', row)
}

function broken(law: string, subject: unknown): never {
  throw new Error(`${law}: ${JSON.stringify(subject)}`)
}
