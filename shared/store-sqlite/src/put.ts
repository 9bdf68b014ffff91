import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { SessionKey, TableName } from '@holdline/bridge'
import { prepareRun } from './statement.ts'
import type { Columns, Shape } from './tables.ts'

/** Writes a record over the one with the same id, inside the caller's transaction. */
export type Put<R> = (row: R) => void

/** Is told what was written. */
export type Written = (table: TableName, id: string, lane: SessionKey | null, text: string) => void

/**
 * Prepares the {@link Put} of a table. SQLite writes every index again whose columns a statement sets, changed or not,
 * and each page written so goes to disk with the commit. So a change that leaves the fixed columns, or the steady ones
 * too, as they are has a statement that does not set them.
 */
export function preparePut<R>(db: DatabaseSync, table: TableName, shape: Shape<R>, written: Written): Put<R> {
  const { id, lane, moving, steady, fixed } = shape
  const move = prepareUpdate(db, table, Object.keys(moving), [...Object.keys(steady), ...Object.keys(fixed)])
  const change = prepareUpdate(db, table, [...Object.keys(moving), ...Object.keys(steady)], Object.keys(fixed))
  const replace = prepareReplace(db, table, Object.keys({ ...moving, ...steady, ...fixed }))
  const columns: readonly Columns<R>[string][] = Object.values({ ...moving, ...steady, ...fixed })
  return (row) => {
    const key = id(row)
    const text = JSON.stringify(row)
    const values: SQLInputValue[] = [key, text]
    for (const column of columns) values.push(column(row))
    if (move(...values) === 0 && change(...values) === 0) replace(...values)
    written(table, key, lane(row), text)
  }
}

/** Parameters of all three statements: the id, the record, then the columns in their order. */
function prepareUpdate(db: DatabaseSync, table: TableName, set: readonly string[], guard: readonly string[]) {
  const first = 3
  const sets = ['row = ?2', ...set.map((name, index) => `${name} = ?${first + index}`)]
  const guards = ['id = ?1', ...guard.map((name, index) => `${name} IS ?${first + set.length + index}`)]
  return prepareRun(db, `UPDATE ${table} SET ${sets.join(', ')} WHERE ${guards.join(' AND ')}`)
}

function prepareReplace(db: DatabaseSync, table: TableName, columns: readonly string[]) {
  const names = ['id', 'row', ...columns]
  return prepareRun(
    db,
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
     ON CONFLICT (id) DO UPDATE SET ${names
       .slice(1)
       .map((name) => `${name} = excluded.${name}`)
       .join(', ')}`,
  )
}
