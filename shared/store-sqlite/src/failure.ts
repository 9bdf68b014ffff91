import { StoreUnavailableError } from '@holdline/bridge'

/**
 * Whose fault an error is.
 *
 * - `busy`: another process has the lock; the same call succeeds soon
 * - `store`: the file cannot be read or written now
 * - `call`: this call cannot be stored; others can
 */
export type Fault = 'busy' | 'store' | 'call'

// Primary result codes, https://www.sqlite.org/rescode.html
const SQLITE_PERM = 3
const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const SQLITE_NOMEM = 7
const SQLITE_READONLY = 8
const SQLITE_INTERRUPT = 9
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_PROTOCOL = 15
const SQLITE_AUTH = 23
const SQLITE_NOTADB = 26

const BUSY: ReadonlySet<number> = new Set([SQLITE_BUSY, SQLITE_LOCKED])
const STORE: ReadonlySet<number> = new Set([
  SQLITE_PERM,
  SQLITE_NOMEM,
  SQLITE_READONLY,
  SQLITE_INTERRUPT,
  SQLITE_IOERR,
  SQLITE_CORRUPT,
  SQLITE_FULL,
  SQLITE_CANTOPEN,
  SQLITE_PROTOCOL,
  SQLITE_AUTH,
  SQLITE_NOTADB,
])

/** The file is not a SQLite database, or is damaged. */
export function isDamage(error: unknown): boolean {
  const code = resultCode(error)
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB
}

/** The disk, or its quota, is full. */
export function isDiskFull(error: unknown): boolean {
  return resultCode(error) === SQLITE_FULL
}

/** Tells {@link Fault} from what `node:sqlite` threw. */
export function faultOf(error: unknown): Fault {
  if (error instanceof StoreUnavailableError) return 'store'
  const code = resultCode(error)
  if (code !== null && BUSY.has(code)) return 'busy'
  if (code !== null && STORE.has(code)) return 'store'
  // What node:sqlite throws after close().
  if (error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE') return 'store'
  return 'call'
}

/** The error that callers get when the file is at fault. */
export function unavailable(error: unknown): StoreUnavailableError {
  if (error instanceof StoreUnavailableError) return error
  return new StoreUnavailableError(
    `the database cannot be used: ${error instanceof Error ? error.message : error}`,
    error,
  )
}

/** SQLite's primary result code: the low byte, the rest says more about it. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode & 0xff
}
