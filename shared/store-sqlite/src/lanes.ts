import type { DatabaseSync } from 'node:sqlite'
import type { SessionKey, TableName } from '@holdline/bridge'
import { isLaneTable, Lane, type LaneTable } from './lane.ts'
import { CACHED_LANES } from './limits.ts'
import { textOf } from './statement.ts'

/**
 * Keeps the lanes of the busiest sessions in memory, for a decision reads the same few records again and again. What is
 * kept equals what the database holds, as long as two rules are followed: it is read inside a write transaction only,
 * where no other process can commit; and it is cleared when such a transaction finds that another process has committed
 * since the last one, or is rolled back.
 */
export class Lanes {
  readonly #load
  readonly #lanes = new Map<SessionKey, Lane>()
  /** In which kept lane a record is, by its table and id. */
  readonly #homes: { readonly [T in LaneTable]: Map<string, SessionKey> } = {
    session: new Map(),
    turn: new Map(),
    inbound: new Map(),
    notice: new Map(),
  }

  constructor(db: DatabaseSync) {
    this.#load = db.prepare(`
      SELECT 'session' AS kind, id, row FROM session WHERE id = ?1
      UNION ALL SELECT 'turn', id, row FROM turn WHERE session = ?1 AND live = 1
      UNION ALL SELECT 'inbound', id, row FROM inbound WHERE session = ?1 AND live = 1
      UNION ALL SELECT 'notice', id, row FROM notice WHERE session = ?1 AND live = 1`)
  }

  /** A session's lane as the database has it. One statement, so that it is one snapshot by itself. */
  load(key: SessionKey): Lane {
    const lane = new Lane()
    for (const { kind, id, row } of this.#load.all(key)) {
      const table = textOf(kind)
      if (isLaneTable(table)) lane[table].put(textOf(id), textOf(row))
    }
    return lane
  }

  /** A session's lane, kept or loaded. Only inside a write transaction. */
  get(key: SessionKey): Lane {
    const kept = this.#lanes.get(key)
    if (kept !== undefined) {
      // To the end of the order in which lanes are given up.
      this.#lanes.delete(key)
      this.#lanes.set(key, kept)
      return kept
    }
    const lane = this.load(key)
    this.#lanes.set(key, lane)
    for (const table of LANE_TABLES) for (const id of lane[table].ids()) this.#homes[table].set(id, key)
    if (this.#lanes.size > CACHED_LANES) this.#giveUpOldest()
    return lane
  }

  /** Follows a record that has been written in this transaction; `key` is its lane, or `null` when it is not live. */
  written(table: TableName, id: string, key: SessionKey | null, text: string): void {
    if (!isLaneTable(table)) return
    const homes = this.#homes[table]
    const home = homes.get(id)
    if (home !== undefined && home !== key) {
      this.#lanes.get(home)?.[table].remove(id)
      homes.delete(id)
    }
    const lane = key === null ? undefined : this.#lanes.get(key)
    if (lane === undefined || key === null) return
    lane[table].put(id, text)
    homes.set(id, key)
  }

  /** Gives up a lane. */
  forget(key: SessionKey): void {
    const lane = this.#lanes.get(key)
    if (lane === undefined) return
    this.#lanes.delete(key)
    for (const table of LANE_TABLES) for (const id of lane[table].ids()) this.#homes[table].delete(id)
  }

  /** Gives up everything. */
  clear(): void {
    this.#lanes.clear()
    for (const table of LANE_TABLES) this.#homes[table].clear()
  }

  #giveUpOldest(): void {
    for (const key of this.#lanes.keys()) {
      this.forget(key)
      return
    }
  }
}

const LANE_TABLES = ['session', 'turn', 'inbound', 'notice'] as const
