import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

// How often a waiting set-up looks again.
const POLL_MS = 200

/**
 * Runs `work` while this process holds the one set-up lock below `folder`; a second set-up waits, and says so once.
 *
 * The lock is a folder with one file, and the file's *name* says who holds it: this process, the process groups that it
 * started (`alsoHeldBy`), which go on when this process is killed, and a random part. A lock whose holders are all dead
 * is taken over by renaming that file: of several set-ups that try, one finds the name it saw, the others find nothing.
 */
export async function withLock(folder, say, work) {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'lock')
  const holders = [process.pid]
  let held = nameOf(holders)
  await acquire(path, held, say)
  try {
    return await work({
      alsoHeldBy(group) {
        holders.push(-group)
        const next = nameOf(holders)
        renameSync(join(path, held), join(path, next))
        held = next
      },
    })
  } finally {
    // Renamed first: removing in place would leave an empty folder for a moment, which another set-up could take.
    const away = `${path}.${held}`
    renameSync(path, away)
    rmSync(away, { recursive: true })
  }
}

async function acquire(path, held, say) {
  let told = false
  while (!tryMake(path, held)) {
    const found = holderFile(path)
    if (found === undefined) continue
    if (!holdersIn(found).some(isAlive)) {
      if (tryTakeOver(path, found, held)) return
      continue
    }
    if (!told) say('another set-up is running, waiting for it …')
    told = true
    await delay(POLL_MS)
  }
}

/** Makes the lock complete and moves it into place, so that nobody sees one without its holders. */
function tryMake(path, held) {
  const own = `${path}.${held}`
  mkdirSync(own)
  writeFileSync(join(own, held), '')
  if (tryRename(own, path, ['ENOTEMPTY', 'EEXIST'])) return true
  rmSync(own, { recursive: true })
  return false
}

function tryTakeOver(path, found, held) {
  return tryRename(join(path, found), join(path, held), ['ENOENT'])
}

function tryRename(from, to, refusals) {
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    if (refusals.includes(error.code)) return false
    throw error
  }
}

/** The name of the lock's one file, or nothing when the lock went away or changed hands just now. */
function holderFile(path) {
  try {
    const names = readdirSync(path)
    return names.length === 1 ? names[0] : undefined
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

function nameOf(holders) {
  return `${holders.join('_')}_${randomUUID()}`
}

/** Process ids, and process groups as negative numbers. */
function holdersIn(name) {
  return name.split('_').slice(0, -1).map(Number)
}

function isAlive(holder) {
  try {
    process.kill(holder, 0)
    return true
  } catch (error) {
    return error.code !== 'ESRCH'
  }
}
