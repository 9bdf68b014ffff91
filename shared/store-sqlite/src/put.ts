import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { SessionKey, TableName } from '@holdline/bridge'
import { prepareRun } from './statement.ts'
import type { Shape } from './tables.ts'

/** Writes a record over the one with the same id, inside the caller's transaction. */
export type Put<R> = (row: R) => void

/** Is told what was written. */
export type Written = (table: TableName, id: string, lane: SessionKey | null, text: string) => void

/**
 * Prepares the {@link Put} of a table. SQLite writes every index again whose columns a statement sets, changed or not,
 * and each page written so goes to disk with the commit. So the usual change, which leaves the steady columns as they
 * are, has a statement that does not set them.
 */
export function preparePut<R>(db: DatabaseSync, table: TableName, shape: Shape<R>, written: Written): Put<R> {
  const { id, lane, steady, moving } = shape
  const moves = Object.keys(moving)
  const stays = Object.keys(steady)
  const columns = [...moves, ...stays]
  const update = prepareRun(
    db,
    `UPDATE ${table} SET ${assigned(['row', ...moves])}
     WHERE id = ?${stays.map((name) => ` AND ${name} IS ?`).join('')}`,
  )
  const replace = prepareRun(
    db,
    `INSERT INTO ${table} (${['row', ...columns, 'id'].join(', ')}) VALUES (?, ${columns.map(() => '?, ').join('')}?)
     ON CONFLICT (id) DO UPDATE SET ${['row', ...columns].map((name) => `${name} = excluded.${name}`).join(', ')}`,
  )
  const movingOf = Object.values(moving)
  const steadyOf = Object.values(steady)
  return (row) => {
    const key = id(row)
    const text = JSON.stringify(row)
    const values: SQLInputValue[] = [text]
    for (const value of movingOf) values.push(value(row))
    const guards = steadyOf.map((value) => value(row))
    if (update(...values, key, ...guards) === 0) replace(...values, ...guards, key)
    written(table, key, lane(row), text)
  }
}

function assigned(names: readonly string[]): string {
  return names.map((name) => `${name} = ?`).join(', ')
}
