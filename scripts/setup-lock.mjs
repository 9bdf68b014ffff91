import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

// How often a waiting set-up looks again.
const POLL_MS = 200

/**
 * Runs `work` while this process holds the one set-up lock below `folder`; a second set-up waits, and says so once.
 *
 * The lock is a folder, because making one is atomic, with a file that names its holders: this process, and the process
 * group that it started (`alsoHeldBy`), which goes on when this process is killed. A lock whose holders are all dead is
 * taken over by renaming it away; only one process can rename it.
 */
export async function withLock(folder, say, work) {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'lock')
  const holders = [process.pid]
  await acquire(path, holders, say)
  try {
    return await work({
      alsoHeldBy(group) {
        holders.push(-group)
        writeHolders(path, holders)
      },
    })
  } finally {
    // Renamed first: removing in place would leave an empty folder for a moment, which another set-up could take.
    const away = `${path}.released.${process.pid}`
    renameSync(path, away)
    rmSync(away, { recursive: true })
  }
}

async function acquire(path, holders, say) {
  let told = false
  for (;;) {
    if (tryMake(path, holders)) return
    const found = readHolders(path)
    if (found !== undefined && !found.some(isAlive)) {
      removeStale(path, found)
      continue
    }
    if (!told) say('another set-up is running, waiting for it …')
    told = true
    await delay(POLL_MS)
  }
}

/** Makes the lock complete with its holders and moves it into place, so that nobody sees one without holders. */
function tryMake(path, holders) {
  const own = `${path}.${process.pid}`
  rmSync(own, { recursive: true, force: true })
  mkdirSync(own)
  writeHolders(own, holders)
  try {
    renameSync(own, path)
    return true
  } catch (error) {
    rmSync(own, { recursive: true, force: true })
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return false
    throw error
  }
}

function removeStale(path, found) {
  const away = `${path}.stale.${process.pid}`
  try {
    renameSync(path, away)
  } catch (error) {
    if (error.code === 'ENOENT') return
    throw error
  }
  const taken = readHolders(away)
  // Between the look and the rename another set-up may have replaced the dead lock by its own: give that one back.
  if (JSON.stringify(taken) !== JSON.stringify(found)) renameSync(away, path)
  else rmSync(away, { recursive: true, force: true })
}

function writeHolders(path, holders) {
  const file = join(path, 'holders.json')
  writeFileSync(`${file}.new`, JSON.stringify(holders))
  renameSync(`${file}.new`, file)
}

function readHolders(path) {
  try {
    return JSON.parse(readFileSync(join(path, 'holders.json'), 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

/** A process id, or a process group as a negative number. */
function isAlive(holder) {
  try {
    process.kill(holder, 0)
    return true
  } catch (error) {
    return error.code !== 'ESRCH'
  }
}
