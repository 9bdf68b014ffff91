import type { DatabaseSync } from 'node:sqlite'
import type {
  Change,
  Engine,
  Finders,
  Json,
  LeaseRef,
  LogWrite,
  PurgeLimits,
  Renewal,
  SessionKey,
  SessionState,
  TableName,
  Tables,
  Verdict,
  Want,
} from '@holdline/bridge'
import { Apply } from './apply.ts'
import { attempt } from './attempt.ts'
import { createFinders } from './finders.ts'
import { GroupCommit } from './group-commit.ts'
import { Lanes } from './lanes.ts'
import { RENEW_STEP } from './limits.ts'
import { Log } from './log.ts'
import { Neighbours } from './neighbours.ts'
import { openDatabase } from './open.ts'
import { preparePurge } from './purge.ts'
import { prepareRecords } from './records.ts'
import { prepareRenew } from './renew.ts'
import { prepareState } from './state.ts'
import { prepareValue } from './values.ts'

/** Where the data is, and how safe it is to be. */
export interface SqliteEngineOptions {
  /** The database file; made, with its directory, when it is missing. */
  readonly path: string
  /**
   * `FULL` (default): what was acknowledged survives a power failure. `NORMAL`: it survives a crash of the process, and
   * the last moments before a power failure may be lost.
   */
  readonly synchronous?: 'FULL' | 'NORMAL'
}

/**
 * The engine on SQLite. Several processes may use one file.
 *
 * @throws {ConfigurationError} when the file cannot be used, with its path and what to do
 * @throws {StoreUnavailableError} when other processes keep it locked
 */
export async function openSqliteEngine({ path, synchronous = 'FULL' }: SqliteEngineOptions): Promise<Engine> {
  return new SqliteEngine(await openDatabase(path, synchronous))
}

class SqliteEngine implements Engine {
  readonly find: Finders
  readonly #db: DatabaseSync
  readonly #lanes: Lanes
  readonly #log: Log
  readonly #apply: Apply
  readonly #neighbours: Neighbours
  readonly #commits: GroupCommit
  readonly #state
  readonly #records
  readonly #value
  readonly #renew
  readonly #purge
  #closing: Promise<void> | undefined

  constructor(db: DatabaseSync) {
    this.#db = db
    this.#log = new Log(db)
    this.#lanes = new Lanes(db)
    this.#apply = new Apply(db, this.#log, (...record) => this.#lanes.written(...record))
    this.#neighbours = new Neighbours(db)
    this.#state = prepareState(db)
    this.#records = prepareRecords(db)
    this.#value = prepareValue(db)
    this.#renew = prepareRenew(db, this.#lanes)
    this.#purge = preparePurge(db)
    this.find = createFinders(db, this.#lanes, this.#log)
    const begin = db.prepare('BEGIN IMMEDIATE')
    const commit = db.prepare('COMMIT')
    this.#commits = new GroupCommit({
      begin: () => {
        begin.run()
        if (this.#neighbours.haveCommitted()) this.#lanes.clear()
      },
      commit: () => commit.run(),
      rollback: () => {
        this.#lanes.clear()
        // A full disk ends the transaction by itself; a file that is gone cannot be rolled back.
        if (db.isOpen && db.isTransaction) attempt(() => db.exec('ROLLBACK'))
      },
    })
  }

  decide<T>(key: SessionKey, want: Want, decision: (state: SessionState) => Verdict<T>): Promise<T> {
    return this.#commits.run(() => {
      const state = this.#state(this.#lanes.get(key), want)
      const verdict = attempt(() => decision(state))
      if (!verdict.ok) return verdict
      this.#apply.changes(verdict.value.changes)
      return { ok: true, value: verdict.value.result }
    })
  }

  update<T extends TableName>(
    table: T,
    id: string,
    change: (row: Tables[T] | null) => Tables[T] | undefined,
  ): Promise<Tables[T] | undefined> {
    return this.#commits.run(() => {
      const before = this.#records[table](id)
      const changed = attempt(() => change(before))
      if (changed.ok && changed.value !== undefined) this.#apply.put({ table, row: changed.value })
      return changed
    })
  }

  updateValue(
    scope: string,
    key: string,
    change: (value: Json | null) => Json | null | undefined,
  ): Promise<Json | null> {
    return this.#commits.run(() => {
      const before = this.#value(scope, key)
      const changed = attempt(() => change(before))
      if (!changed.ok) return changed
      if (changed.value === undefined) return { ok: true, value: before }
      this.#apply.value(scope, key, changed.value)
      return { ok: true, value: changed.value }
    })
  }

  write(changes: readonly Change[]): Promise<void> {
    return this.#commits.run(() => ({ ok: true, value: this.#apply.changes(changes) }))
  }

  async renew(leases: readonly LeaseRef[], expiresAt: number): Promise<Renewal> {
    const parts: Promise<Renewal>[] = []
    for (let start = 0; start < leases.length; start += RENEW_STEP) {
      const part = leases.slice(start, start + RENEW_STEP)
      parts.push(this.#commits.run(() => ({ ok: true, value: this.#renew(part, expiresAt) })))
    }
    const renewals = await Promise.all(parts)
    return { lost: renewals.flatMap(({ lost }) => lost), cancels: renewals.flatMap(({ cancels }) => cancels) }
  }

  append(write: LogWrite, floor: number): Promise<number> {
    return this.#commits.run(() => ({ ok: true, value: this.#log.append(write, floor) }))
  }

  async purge(limits: PurgeLimits): Promise<void> {
    for (const step of this.#purge(limits)) {
      while (await this.#commits.run(() => ({ ok: true, value: step() })));
    }
  }

  watch(listener: () => void): () => void {
    return this.#neighbours.watch(listener)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#neighbours.close()
    await this.#commits.close()
    // Leaves one file behind; when another process reads or writes at this moment, the log stays for it.
    attempt(() => this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)'))
    this.#db.close()
  }
}
