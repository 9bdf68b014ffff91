import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'

/** One row of a result, by column name. */
export type Row = Readonly<Record<string, SQLOutputValue>>

/** A prepared query. */
export type Query<T> = (...params: SQLInputValue[]) => T

/** Prepares a query for all its rows. */
export function prepareAll<T>(db: DatabaseSync, sql: string, decode: (row: Row) => T): Query<T[]> {
  const statement = db.prepare(sql)
  return (...params) => statement.all(...params).map(decode)
}

/** Prepares a query for its first row, or `null`. */
export function prepareFirst<T>(db: DatabaseSync, sql: string, decode: (row: Row) => T): Query<T | null> {
  const statement = db.prepare(sql)
  return (...params) => {
    const row = statement.get(...params)
    return row === undefined ? null : decode(row)
  }
}

/** Prepares a statement that returns how many rows it changed. */
export function prepareRun(db: DatabaseSync, sql: string): Query<number> {
  const statement = db.prepare(sql)
  return (...params) => Number(statement.run(...params).changes)
}

/** A column that is text by the schema. */
export function textOf(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError(`expected text in the database, found ${typeof value}`)
  return value
}

/** A column that is a number by the schema. */
export function numberOf(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number') throw new TypeError(`expected a number in the database, found ${typeof value}`)
  return value
}

/** A JSON column. What it holds was written by this package from the same type. */
export function jsonOf<T>(value: SQLOutputValue | undefined): T {
  return JSON.parse(textOf(value))
}
