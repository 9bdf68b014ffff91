import type { Change, Json, TableName, Tables } from '@holdline/bridge'
import { type Clone, copyOf } from './copy.ts'
import type { Data } from './data.ts'

/**
 * Writes changes, all or none: everything that can be refused is checked before the first is written.
 *
 * @throws {Error} when two messages would have one dedupe key, or a value cannot be JSON
 */
export function applyChanges(data: Data, changes: readonly Change[], clone: Clone): void {
  const copies = changes.map((change) => copyOf(change, clone))
  data.inbounds.refuseTaken(copies.flatMap((change) => (isInbound(change) ? [change.row] : [])))
  for (const change of copies) apply(data, change)
}

/** Writes one record. */
export function putRecord<T extends TableName>(
  data: Data,
  { table, row }: { readonly table: T; readonly row: Tables[T] },
): void {
  data.tables[table].put(row)
}

/** Writes a state value; `null` deletes it. */
export function putValue(data: Data, scope: string, key: string, value: Json | null): void {
  const values = data.states.get(scope) ?? new Map<string, Json>()
  data.states.set(scope, values)
  if (value === null) values.delete(key)
  else values.set(key, value)
}

function apply(data: Data, change: Change): void {
  switch (change.type) {
    case 'put':
      putRecord(data, change)
      break
    case 'act':
      data.acts.set(change.row.key, change.row)
      break
    case 'journal': {
      const journal = data.journals.get(change.row.turnId) ?? new Map()
      data.journals.set(change.row.turnId, journal)
      journal.set(change.row.seq, change.row)
      break
    }
    case 'log':
      data.log.append(change, 0)
      break
    case 'state':
      putValue(data, change.scope, change.key, change.value)
      break
    default:
      change satisfies never
  }
}

function isInbound(change: Change): change is Extract<Change, { table: 'inbound' }> {
  return change.type === 'put' && change.table === 'inbound'
}
