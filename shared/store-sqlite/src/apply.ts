import type { DatabaseSync } from 'node:sqlite'
import type { Change, Json, TableName, Tables } from '@holdline/bridge'
import type { Log } from './log.ts'
import { prepareOutboxPut } from './outbox.ts'
import { type Put, preparePut, type Written } from './put.ts'
import { prepareRun } from './statement.ts'
import { SHAPES } from './tables.ts'

/** Writes changes, inside the caller's transaction. */
export class Apply {
  readonly #puts: { readonly [T in TableName]: Put<Tables[T]> }
  readonly #log: Log
  readonly #act
  readonly #journal
  readonly #setValue
  readonly #dropValue

  constructor(db: DatabaseSync, log: Log, written: Written) {
    this.#log = log
    this.#puts = {
      session: preparePut(db, 'session', SHAPES.session, written),
      inbound: preparePut(db, 'inbound', SHAPES.inbound, written),
      turn: preparePut(db, 'turn', SHAPES.turn, written),
      notice: preparePut(db, 'notice', SHAPES.notice, written),
      outbox: prepareOutboxPut(db, written),
    }
    this.#act = prepareRun(db, 'INSERT OR REPLACE INTO act (id, at, row) VALUES (?, ?, ?)')
    this.#journal = prepareRun(db, 'INSERT OR REPLACE INTO journal (turn_id, seq, row) VALUES (?, ?, ?)')
    this.#setValue = prepareRun(db, 'INSERT OR REPLACE INTO state (scope, key, value) VALUES (?, ?, ?)')
    this.#dropValue = prepareRun(db, 'DELETE FROM state WHERE scope = ? AND key = ?')
  }

  changes(changes: readonly Change[]): void {
    for (const change of changes) this.#change(change)
  }

  put<T extends TableName>({ table, row }: { readonly table: T; readonly row: Tables[T] }): void {
    this.#puts[table](row)
  }

  value(scope: string, key: string, value: Json | null): void {
    if (value === null) this.#dropValue(scope, key)
    else this.#setValue(scope, key, JSON.stringify(value))
  }

  #change(change: Change): void {
    switch (change.type) {
      case 'put':
        this.put(change)
        break
      case 'act':
        this.#act(change.row.key, change.row.at, JSON.stringify(change.row))
        break
      case 'journal':
        this.#journal(change.row.turnId, change.row.seq, JSON.stringify(change.row))
        break
      case 'log':
        this.#log.append(change, 0)
        break
      case 'state':
        this.value(change.scope, change.key, change.value)
        break
      default:
        change satisfies never
    }
  }
}
