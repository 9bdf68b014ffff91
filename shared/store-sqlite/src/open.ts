import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { BridgeError, ConfigurationError } from '@holdline/bridge'
import { attempt } from './attempt.ts'
import { faultOf, isDamage, isDiskFull } from './failure.ts'
import { BUSY_TIMEOUT_MS, CACHE_KIB, CHECKPOINT_PAGES, WAL_LIMIT_BYTES } from './limits.ts'
import { whenFree } from './retry.ts'
import { migrate } from './schema.ts'
import { prepareFirst, textOf } from './statement.ts'

/** The permission bits of everybody but the owner. */
const FOR_OTHERS = 0o077

/**
 * Opens the database file, makes it if there is none (readable by its owner only, for it holds conversations), and brings
 * its schema up to date.
 *
 * @throws {ConfigurationError} when the file cannot be used, with its path and what to do
 * @throws {StoreUnavailableError} when other processes keep it locked
 */
export async function openDatabase(path: string, synchronous: 'FULL' | 'NORMAL'): Promise<DatabaseSync> {
  let db: DatabaseSync | undefined
  try {
    createPrivately(path)
    const opened = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: false })
    db = opened
    await whenFree(() => configure(opened, path, synchronous))
    await whenFree(() => migrate(opened, path))
    return opened
  } catch (error) {
    db?.close()
    throw explained(error, path)
  }
}

function createPrivately(path: string): void {
  makeDirectory(dirname(path))
  // Never open a file that may be in use: closing it again would take away the locks that SQLite holds on it in this
  // process. `wx` opens only a file that it makes.
  const made = attempt(() => closeSync(openSync(path, 'wx', 0o600)))
  if (!made.ok && !existsSync(path)) throw made.error
  if ((statSync(path).mode & FOR_OTHERS) !== 0) chmodSync(path, 0o600)
}

function configure(db: DatabaseSync, path: string, synchronous: 'FULL' | 'NORMAL'): void {
  const mode = prepareFirst(db, 'PRAGMA journal_mode = WAL', (row) => textOf(row.journal_mode))()
  if (mode !== 'wal') {
    throw new ConfigurationError(
      `${path} is on a file system without shared memory (a network share?), where SQLite cannot keep a write-ahead log. ` +
        'Set HOLDLINE_STATE_DIR (stateDir) to a directory on a local disk.',
    )
  }
  db.exec(`
    PRAGMA synchronous = ${synchronous};
    PRAGMA cache_size = -${CACHE_KIB};
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    PRAGMA journal_size_limit = ${WAL_LIMIT_BYTES};
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
  `)
}

function explained(thrown: unknown, path: string): unknown {
  const error = thrown instanceof BridgeError && thrown.cause !== undefined ? thrown.cause : thrown
  if (error instanceof BridgeError) return error
  const detail = error instanceof Error ? error.message : String(error)
  if (isDamage(error)) {
    return configurationError(
      `${path} is not a SQLite database, or it is damaged (${detail}). Move it away or put back a copy of it, or set ` +
        'HOLDLINE_STATE_DIR (stateDir) to another directory.',
      error,
    )
  }
  if (faultOf(error) === 'busy') return thrown
  if (isDiskFull(error))
    return configurationError(`${path} cannot be written: the disk is full. Make room on it.`, error)
  return configurationError(
    `${path} cannot be opened and written (${detail}). Make its directory writable for this user, or set ` +
      'HOLDLINE_STATE_DIR (stateDir) to one that is.',
    error,
  )
}

function configurationError(message: string, cause: unknown): ConfigurationError {
  const error = new ConfigurationError(message)
  error.cause = cause
  return error
}

/** Makes a directory and its parents. Not with `recursive`: Node's own never returns where the system refuses (`/proc/x`). */
export function makeDirectory(path: string): void {
  if (existsSync(path)) return
  const parent = dirname(path)
  if (parent !== path) makeDirectory(parent)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(path)) throw error
  }
}
