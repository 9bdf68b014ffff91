import type { DatabaseSync } from 'node:sqlite'
import type { Json } from '@holdline/bridge'
import { jsonOf, prepareAll, prepareFirst, type Query, textOf } from './statement.ts'

/** Prepares the look-up of one state value, by scope and key. */
export function prepareValue(db: DatabaseSync): Query<Json | null> {
  return prepareFirst(db, 'SELECT value FROM state WHERE scope = ? AND key = ?', (row): Json => jsonOf(row.value))
}

/** Prepares the look-up of all state values of a scope, by key. */
export function prepareValues(db: DatabaseSync): Query<[string, Json][]> {
  return prepareAll(db, 'SELECT key, value FROM state WHERE scope = ? ORDER BY key', (row) => [
    textOf(row.key),
    jsonOf(row.value),
  ])
}
