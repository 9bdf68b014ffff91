import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ConfigurationError } from '@holdline/bridge'
import { attempt } from './attempt.ts'
import { faultOf } from './failure.ts'
import { OWNER_LOCK_MS } from './limits.ts'
import { makeDirectory } from './open.ts'

/** Who holds leases in this state directory, and who of them is gone. */
export interface OwnerRegistry {
  /** This process, since it opened the registry: the owner of its leases. */
  readonly bootId: string
  /**
   * Whether it is certain that an owner's process has ended, by whatever signal: its leases can be claimed at once.
   * `false` for an owner that is no boot id of this directory.
   */
  isDead(owner: string): boolean
  /** Tells the others that this process holds nothing any more. */
  close(): void
}

/** The ids that this registry makes, which are file names too. */
const BOOT_ID = /^[A-Za-z0-9_-]{16}$/
const BOOT_ID_BYTES = 12

/** Takes the lock; in-memory journal, so that no second file appears beside it. */
const LOCK = 'PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE'

/** Attempts to make a lock file of our own while others clean up: each takes at most `OWNER_LOCK_MS`. */
const ATTEMPTS = 20

/**
 * Keeps a lock on the file `owners/<bootId>` as long as this process lives. The system frees a lock when a process ends,
 * even by SIGKILL, so whoever gets an owner's lock has proof of its death. Node has no file locks of its own: the lock is
 * that of an empty SQLite database in an exclusive transaction, which is never written.
 *
 * @throws {ConfigurationError} when the directory cannot be written
 */
export function createOwnerRegistry(
  stateDir: string,
  bootId = randomBytes(BOOT_ID_BYTES).toString('base64url'),
): OwnerRegistry {
  if (!BOOT_ID.test(bootId)) throw new RangeError(`not a boot id: ${bootId}`)
  const directory = join(stateDir, 'owners')
  const own = holdLock(directory, bootId)
  const dead = new Set<string>()

  function isDead(owner: string): boolean {
    if (owner === bootId || !BOOT_ID.test(owner)) return false
    if (dead.has(owner)) return true
    if (!removeIfFree(join(directory, owner))) return false
    dead.add(owner)
    return true
  }

  for (const name of readdirSync(directory)) isDead(name)
  return {
    bootId,
    isDead,
    close: () => {
      if (!own.isOpen) return
      rmSync(join(directory, bootId), { force: true })
      own.close()
    },
  }
}

/** Takes the lock of a new file. */
function holdLock(directory: string, bootId: string): DatabaseSync {
  const path = join(directory, bootId)
  try {
    makeDirectory(directory)
    for (let left = ATTEMPTS; left > 0; left -= 1) {
      const db = new DatabaseSync(path, { timeout: OWNER_LOCK_MS })
      const lock = attempt(() => db.exec(LOCK))
      // A neighbour that cleans up may have taken the new file for a stale one, and removed it before we had the lock.
      if (lock.ok && existsSync(path)) {
        chmodSync(path, 0o600)
        return db
      }
      db.close()
      if (!lock.ok && faultOf(lock.error) !== 'busy') throw lock.error
    }
    throw new Error('it stays locked')
  } catch (error) {
    const detail = error instanceof Error ? error.message : error
    throw new ConfigurationError(
      `${path} cannot be made and locked (${detail}). Make the directory writable for this user, or set ` +
        'HOLDLINE_STATE_DIR (stateDir) to one that is.',
    )
  }
}

/** Removes a lock file that nobody holds; whether it is gone. Never opens it by other means: that would free our locks. */
function removeIfFree(path: string): boolean {
  if (!existsSync(path)) return true
  const opened = attempt(() => new DatabaseSync(path, { timeout: 0 }))
  if (!opened.ok) return !existsSync(path)
  const db = opened.value
  try {
    db.exec(LOCK)
    rmSync(path, { force: true })
    return true
  } catch {
    return false
  } finally {
    db.close()
  }
}
