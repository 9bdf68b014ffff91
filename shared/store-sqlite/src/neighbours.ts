import type { DatabaseSync } from 'node:sqlite'
import { clearInterval, setInterval } from 'node:timers'
import { StoreUnavailableError } from '@holdline/bridge'
import { WATCH_MS } from './limits.ts'
import { SCHEMA_VERSION, schemaVersion } from './schema.ts'
import { numberOf, prepareFirst } from './statement.ts'

/**
 * Notices what other processes commit to the same file, by SQLite's counter of foreign commits. One cheap query per
 * interval and process, however many listeners there are.
 */
export class Neighbours {
  readonly #db: DatabaseSync
  readonly #version
  readonly #listeners = new Set<() => void>()
  #seen: number | null
  #checked: number | null
  #timer: NodeJS.Timeout | undefined

  constructor(db: DatabaseSync) {
    this.#db = db
    this.#version = prepareFirst(db, 'PRAGMA data_version', (row) => numberOf(row.data_version))
    this.#seen = this.#version()
    this.#checked = this.#seen
  }

  /** Calls `listener` soon after a foreign commit. Returns how to stop. */
  watch(listener: () => void): () => void {
    const entry = (): void => listener()
    this.#listeners.add(entry)
    this.#timer ??= setInterval(() => this.#poll(), WATCH_MS).unref()
    return () => {
      this.#listeners.delete(entry)
      if (this.#listeners.size === 0) this.close()
    }
  }

  /**
   * Whether another process has committed since the last call. To be called inside a write transaction, so that it stays
   * true until that ends.
   *
   * @throws {StoreUnavailableError} when a newer Holdline has changed the schema meanwhile
   */
  haveCommitted(): boolean {
    const version = this.#version()
    if (version === this.#checked) return false
    if (schemaVersion(this.#db) > SCHEMA_VERSION) {
      throw new StoreUnavailableError('a newer Holdline has upgraded the database: restart this one with that version')
    }
    this.#checked = version
    return true
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #poll(): void {
    let version: number | null
    try {
      version = this.#version()
    } catch {
      // Busy or closed: this is a hint only, and the next poll finds the same.
      return
    }
    if (version === this.#seen) return
    this.#seen = version
    for (const listener of [...this.#listeners]) listener()
  }
}
