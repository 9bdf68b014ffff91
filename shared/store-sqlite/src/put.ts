import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { TableName } from '@holdline/bridge'
import type { Shape } from './tables.ts'

/** Writes a record over the one with the same id, inside the caller's transaction. */
export type Put<R> = (row: R) => void

/** Prepares the {@link Put} of a table. */
export function preparePut<R>(db: DatabaseSync, table: TableName, { id, columns }: Shape<R>): Put<R> {
  const names = ['id', ...Object.keys(columns), 'row']
  const values = Object.values(columns)
  const statement = db.prepare(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
     ON CONFLICT (id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  )
  return (row) => {
    const params: SQLInputValue[] = [id(row)]
    for (const value of values) params.push(value(row))
    params.push(JSON.stringify(row))
    statement.run(...params)
  }
}
