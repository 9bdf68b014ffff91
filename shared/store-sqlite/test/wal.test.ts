import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqliteEngine } from '../src/index.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const BOUND_BYTES = 24 * 1024 * 1024
const COMMITS = 600
const VALUE_BYTES = 100_000

test('the write-ahead log stays bounded, and close leaves one file', { timeout: 60_000 }, async () => {
  const path = join(temporaryDirectory(), 'holdline.db')
  const engine = await openSqliteEngine({ path, synchronous: 'NORMAL' })
  let largest = 0
  for (let index = 0; index < COMMITS; index += 1) {
    await engine.write([{ type: 'state', scope: 's', key: `${index % 10}`, value: 'x'.repeat(VALUE_BYTES) }])
    largest = Math.max(largest, statSync(`${path}-wal`).size)
  }
  expect(COMMITS * VALUE_BYTES).toBeGreaterThan(2 * BOUND_BYTES)
  expect(largest).toBeLessThan(BOUND_BYTES)
  await engine.close()
  expect(existsSync(`${path}-wal`)).toBe(false)
})
