import type { DatabaseSync } from 'node:sqlite'
import type { LeaseRef, Renewal, TurnRecord } from '@holdline/bridge'
import type { Lanes } from './lanes.ts'
import { jsonOf, prepareAll, textOf } from './statement.ts'

/** Prepares the renewal of leases, all by one statement. */
export function prepareRenew(
  db: DatabaseSync,
  lanes: Lanes,
): (leases: readonly LeaseRef[], expiresAt: number) => Renewal {
  const renew = prepareAll(
    db,
    `UPDATE turn SET expires_at = ?1, row = json_set(row, '$.expiresAt', ?1)
     WHERE live = 1 AND (id, epoch) IN (SELECT value ->> 'turnId', value ->> 'epoch' FROM json_each(?2))
     RETURNING id, session, iif(cancelled, row, NULL) AS cancel`,
    (row) => ({
      id: textOf(row.id),
      session: textOf(row.session),
      cancel: row.cancel === null ? null : jsonOf<TurnRecord>(row.cancel),
    }),
  )
  return (leases, expiresAt) => {
    const found = renew(expiresAt, JSON.stringify(leases))
    for (const { session } of found) lanes.forget(session)
    const kept = new Set(found.map(({ id }) => id))
    return {
      lost: leases.filter(({ turnId }) => !kept.has(turnId)).map(({ turnId }) => turnId),
      cancels: found.flatMap(({ cancel }) => (cancel === null ? [] : [cancel])),
    }
  }
}
