import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ConfigurationError } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { openSqliteEngine } from '../src/index.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const PERMISSIONS = 0o777

function modeOf(path: string): number {
  return statSync(path).mode & PERMISSIONS
}

test('the database and its directory are for their owner only', async () => {
  const path = join(temporaryDirectory(), 'state', 'deep', 'holdline.db')
  const engine = await openSqliteEngine({ path })
  await engine.write([{ type: 'state', scope: 's', key: 'k', value: 1 }])
  expect([path, `${path}-wal`, `${path}-shm`].map(modeOf)).toEqual([0o600, 0o600, 0o600])
  expect([dirname(path), dirname(dirname(path))].map(modeOf)).toEqual([0o700, 0o700])
  await engine.close()
})

test('a database that others could read is closed to them', async () => {
  const path = join(temporaryDirectory(), 'holdline.db')
  writeFileSync(path, '')
  chmodSync(path, 0o644)
  const engine = await openSqliteEngine({ path })
  expect(modeOf(path)).toBe(0o600)
  await engine.close()
})

test('a file that is no database is refused with its path and what to do', async () => {
  const path = join(temporaryDirectory(), 'holdline.db')
  writeFileSync(path, 'not a database, but long enough to be taken for the header of one. '.repeat(20))
  const opening = openSqliteEngine({ path })
  await expect(opening).rejects.toThrow(ConfigurationError)
  await expect(opening).rejects.toThrow(`${path} is not a SQLite database, or it is damaged`)
  await expect(opening).rejects.toThrow('set HOLDLINE_STATE_DIR (stateDir) to another directory')
})

test('a directory in the place of the database is refused', async () => {
  const path = join(temporaryDirectory(), 'holdline.db')
  mkdirSync(path)
  await expect(openSqliteEngine({ path })).rejects.toThrow(`${path} cannot be opened and written`)
})

test('a directory that cannot be made is refused with the path and what to do', async () => {
  const file = join(temporaryDirectory(), 'file')
  writeFileSync(file, '')
  const path = join(file, 'state', 'holdline.db')
  const opening = openSqliteEngine({ path })
  await expect(opening).rejects.toThrow(ConfigurationError)
  await expect(opening).rejects.toThrow(`${path} cannot be opened and written`)
  await expect(opening).rejects.toThrow('HOLDLINE_STATE_DIR')
})
