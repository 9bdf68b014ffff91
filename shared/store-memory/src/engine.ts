import {
  type Change,
  type Engine,
  type Finders,
  type Json,
  type LeaseRef,
  type LogWrite,
  type PurgeLimits,
  type Renewal,
  type SessionKey,
  type SessionState,
  StoreUnavailableError,
  type TableName,
  type Tables,
  type Verdict,
  type Want,
} from '@holdline/bridge'
import { applyChanges, putRecord, putValue } from './apply.ts'
import { type Clone, copyOf } from './copy.ts'
import type { Data } from './data.ts'
import { createFinders } from './finders.ts'
import { purgeData } from './purge.ts'
import { renewLeases } from './renew.ts'
import { readState } from './state.ts'

/**
 * Called around every call: `before` its commit (or its reading), and, for calls that write, `after` it. What it throws
 * rejects the call, so that a test can crash a node with the k-th write done or not done; what it returns is awaited, so
 * that it can delay one.
 */
export type Intercept = (operation: string, when: 'before' | 'after') => void | Promise<void>

/** What a node tells the database that it is connected to. */
export interface Uplink {
  /** It has committed: the other nodes may look. */
  committed(): void
  /** It is closed. */
  left(): void
}

/** One node's view of a database in memory. Its calls are committed one after the other, in the order they were made. */
export class MemoryEngine implements Engine {
  readonly find: Finders
  readonly #data: Data
  readonly #clone: Clone
  readonly #intercept: Intercept | undefined
  readonly #uplink: Uplink
  readonly #listeners = new Set<() => void>()
  #last: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(data: Data, clone: Clone, intercept: Intercept | undefined, uplink: Uplink) {
    this.#data = data
    this.#clone = clone
    this.#intercept = intercept
    this.#uplink = uplink
    this.find = createFinders(data, (name, read) => this.#read(name, read))
  }

  decide<T>(key: SessionKey, want: Want, decision: (state: SessionState) => Verdict<T>): Promise<T> {
    return this.#commit('decide', () => {
      const { changes, result } = decision(readState(this.#data, key, want))
      applyChanges(this.#data, changes, this.#clone)
      return result
    })
  }

  update<T extends TableName>(
    table: T,
    id: string,
    change: (row: Tables[T] | null) => Tables[T] | undefined,
  ): Promise<Tables[T] | undefined> {
    return this.#commit('update', () => {
      const row = change(this.#data.tables[table].get(id))
      if (row !== undefined) putRecord(this.#data, { table, row: copyOf(row, this.#clone) })
      return row
    })
  }

  updateValue(
    scope: string,
    key: string,
    change: (value: Json | null) => Json | null | undefined,
  ): Promise<Json | null> {
    return this.#commit('updateValue', () => {
      const before = this.#data.states.get(scope)?.get(key) ?? null
      const value = change(before)
      if (value !== undefined) putValue(this.#data, scope, key, copyOf(value, this.#clone))
      return value === undefined ? before : value
    })
  }

  write(changes: readonly Change[]): Promise<void> {
    return this.#commit('write', () => applyChanges(this.#data, changes, this.#clone))
  }

  renew(leases: readonly LeaseRef[], expiresAt: number): Promise<Renewal> {
    return this.#commit('renew', () => renewLeases(this.#data, leases, expiresAt, this.#clone))
  }

  append(write: LogWrite, floor: number): Promise<number> {
    return this.#commit('append', () => this.#data.log.append(copyOf(write, this.#clone), floor))
  }

  purge(limits: PurgeLimits): Promise<void> {
    return this.#commit('purge', () => purgeData(this.#data, limits))
  }

  watch(listener: () => void): () => void {
    const entry = (): void => listener()
    this.#listeners.add(entry)
    return () => this.#listeners.delete(entry)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#listeners.clear()
    await this.#last
    this.#uplink.left()
  }

  /** Tells the listeners that another node has committed. */
  hint(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  #commit<T>(operation: string, work: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(closed())
    const committed = this.#last.then(async () => {
      if (this.#intercept !== undefined) await this.#intercept(operation, 'before')
      const result = work()
      this.#uplink.committed()
      return result
    })
    this.#last = committed.catch(() => {})
    return this.#intercept === undefined ? committed : this.#after(operation, committed, this.#intercept)
  }

  async #after<T>(operation: string, committed: Promise<T>, intercept: Intercept): Promise<T> {
    const result = await committed
    await intercept(operation, 'after')
    return result
  }

  async #read<T>(name: string, read: () => T): Promise<T> {
    if (this.#closed) throw closed()
    if (this.#intercept !== undefined) await this.#intercept(`find.${name}`, 'before')
    return read()
  }
}

function closed(): StoreUnavailableError {
  return new StoreUnavailableError('the store is closed')
}
