import type { DatabaseSync } from 'node:sqlite'
import type { PurgeLimits } from '@holdline/bridge'
import { PURGE_STEP } from './limits.ts'
import { numberOf, prepareAll, prepareRun, textOf } from './statement.ts'

/** One transaction's worth of a purge; returns whether there may be more. */
export type PurgeStep = () => boolean

/**
 * Prepares the purge: the steps for given limits, in the order in which they have to be done, each to be repeated until
 * it says that nothing is left.
 */
export function preparePurge(db: DatabaseSync): (limits: PurgeLimits) => readonly PurgeStep[] {
  const erased = prepareAll(
    db,
    `SELECT id FROM turn WHERE live = 0 AND context_seq IS NULL AND finished_at < ? LIMIT ${PURGE_STEP}`,
    (row) => textOf(row.id),
  )
  // The cross join makes SQLite go from session to session, and look only at the old generations of each.
  const forgotten = prepareAll(
    db,
    `SELECT turn.id FROM session CROSS JOIN turn
     WHERE turn.session = session.id AND turn.generation < session.generation AND turn.context_seq IS NOT NULL
       AND turn.finished_at < ? LIMIT ${PURGE_STEP}`,
    (row) => textOf(row.id),
  )
  const dropTurn = prepareRun(db, 'DELETE FROM turn WHERE id = ?')
  const dropJournal = prepareRun(db, 'DELETE FROM journal WHERE turn_id = ?')
  const dropActs = prepareRun(db, `DELETE FROM act WHERE id IN (SELECT id FROM act WHERE at < ? LIMIT ${PURGE_STEP})`)
  const dropOutbox = prepareRun(
    db,
    `DELETE FROM outbox WHERE pos IN (SELECT pos FROM outbox WHERE live = 0 AND created_at < ? LIMIT ${PURGE_STEP})`,
  )
  const longLogs = prepareAll(
    db,
    `SELECT scope, entries FROM log_scope WHERE entries > ? LIMIT ${PURGE_STEP}`,
    (row) => ({ scope: textOf(row.scope), entries: numberOf(row.entries) }),
  )
  const dropEntries = prepareRun(
    db,
    'DELETE FROM log WHERE scope = ?1 AND id IN (SELECT id FROM log WHERE scope = ?1 ORDER BY id LIMIT ?2)',
  )
  const shrink = prepareRun(db, 'UPDATE log_scope SET entries = entries - ? WHERE scope = ?')
  const orphansAmong = {
    inbound: prepareOrphans(db, 'inbound', 'received_at'),
    notice: prepareOrphans(db, 'notice', 'opened_at'),
  }

  function dropTurns(ids: readonly string[]): boolean {
    for (const id of ids) {
      dropJournal(id)
      dropTurn(id)
    }
    return ids.length === PURGE_STEP
  }

  function purgeLogs(keep: number): boolean {
    let left = PURGE_STEP
    for (const { scope, entries } of longLogs(keep)) {
      const dropped = dropEntries(scope, Math.min(entries - keep, left))
      shrink(dropped, scope)
      left -= dropped
      if (left <= 0) return true
    }
    return false
  }

  return ({ finishedBefore, dedupeBefore, logEntries }) => [
    () => dropTurns(erased(finishedBefore)),
    () => dropTurns(forgotten(finishedBefore)),
    orphansAmong.notice(finishedBefore),
    orphansAmong.inbound(dedupeBefore),
    () => dropActs(dedupeBefore) === PURGE_STEP,
    () => dropOutbox(finishedBefore) === PURGE_STEP,
    () => purgeLogs(logEntries),
  ]
}

/** Drops what is done, old, and belongs to no turn that is kept. Goes on behind what had to stay. */
function prepareOrphans(db: DatabaseSync, table: 'inbound' | 'notice', time: string): (before: number) => PurgeStep {
  const old = prepareAll(
    db,
    `SELECT pos, ${time} AS at, turn_id IS NOT NULL AND EXISTS (SELECT 1 FROM turn WHERE turn.id = turn_id) AS needed
     FROM ${table} WHERE live = 0 AND (${time}, pos) > (?, ?) AND ${time} < ? ORDER BY ${time}, pos LIMIT ${PURGE_STEP}`,
    (row) => ({ pos: numberOf(row.pos), at: numberOf(row.at), needed: row.needed === 1 }),
  )
  const drop = prepareRun(db, `DELETE FROM ${table} WHERE pos = ?`)
  return (before) => {
    let at = Number.NEGATIVE_INFINITY
    let pos = 0
    return () => {
      const found = old(at, pos, before)
      for (const row of found) {
        if (!row.needed) drop(row.pos)
        at = row.at
        pos = row.pos
      }
      return found.length === PURGE_STEP
    }
  }
}
