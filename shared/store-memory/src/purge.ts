import type { PurgeLimits } from '@holdline/bridge'
import { ALL, type Data, isContext } from './data.ts'

/** Drops what the limits no longer need: turns first, then what belonged to them. */
export function purgeData(data: Data, { finishedBefore, dedupeBefore, logEntries }: PurgeLimits): void {
  const { session, turn, notice, inbound, outbox } = data.tables
  for (const row of turn.all()) {
    if (row.state === 'running' || (row.finishedAt ?? 0) >= finishedBefore) continue
    if (isContext(row) && row.generation >= (session.get(row.session)?.generation ?? 0)) continue
    turn.delete(row.id)
    data.journals.delete(row.id)
  }
  const isKept = (turnId: string | undefined): boolean => turnId !== undefined && turn.get(turnId) !== null
  for (const row of data.closedNotices.of(ALL).values()) {
    if (row.openedAt < finishedBefore && !isKept(row.turnId)) notice.delete(row.id)
  }
  for (const row of data.doneInbounds.of(ALL).values()) {
    if (row.receivedAt < dedupeBefore && !isKept(row.turnId)) inbound.delete(row.id)
  }
  for (const [key, act] of data.acts) if (act.at < dedupeBefore) data.acts.delete(key)
  for (const row of data.doneOutbox.of(ALL).values()) if (row.createdAt < finishedBefore) outbox.delete(row.id)
  data.log.purge(logEntries)
}
