import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { StoreUnavailableError } from '@holdline/bridge'
import { expect, onTestFinished, test } from 'vitest'
import { openSqliteEngine } from '../src/index.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const LONGEST_FREEZE_MS = 100
const TURNS_WHILE_LOCKED = 200

/** An engine, and another connection that has the write lock. */
async function locked() {
  const path = join(temporaryDirectory(), 'holdline.db')
  const engine = await openSqliteEngine({ path })
  const other = new DatabaseSync(path)
  onTestFinished(async () => {
    if (other.isOpen) other.close()
    await engine.close()
  })
  other.exec('BEGIN IMMEDIATE')
  return { engine, other }
}

test('a locked database does not hold the event loop, and the call succeeds when it is free', async () => {
  const { engine, other } = await locked()
  let settled = false
  const written = engine.write([{ type: 'state', scope: 's', key: 'k', value: 1 }]).finally(() => {
    settled = true
  })
  let longest = 0
  for (let turn = 0; turn < TURNS_WHILE_LOCKED; turn += 1) {
    const before = performance.now()
    await setImmediate()
    longest = Math.max(longest, performance.now() - before)
  }
  expect(settled).toBe(false)
  expect(longest).toBeLessThan(LONGEST_FREEZE_MS)
  other.exec('ROLLBACK')
  await written
  expect(await engine.find.value('s', 'k')).toBe(1)
})

test('calls that waited for a locked database are committed in their order', async () => {
  const { engine, other } = await locked()
  const ids = Promise.all(['a', 'b', 'c'].map((subject) => engine.append({ scope: 'log', subject, body: null }, 0)))
  await setImmediate()
  const later = engine.append({ scope: 'log', subject: 'd', body: null }, 0)
  other.exec('COMMIT')
  expect([...(await ids), await later]).toEqual([1, 2, 3, 4])
})

test('reading goes on while another process writes', async () => {
  const { engine, other } = await locked()
  other.exec("INSERT INTO state VALUES ('s', 'k', '1')")
  expect(await engine.find.value('s', 'k')).toBeNull()
  other.exec('COMMIT')
  expect(await engine.find.value('s', 'k')).toBe(1)
})

test('a database that stays locked is unavailable, and recovers', { timeout: 30_000 }, async () => {
  const { engine, other } = await locked()
  const write = () => engine.write([{ type: 'state', scope: 's', key: 'k', value: 1 }])
  await expect(write()).rejects.toThrow(StoreUnavailableError)
  other.exec('ROLLBACK')
  await write()
})
