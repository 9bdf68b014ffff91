import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ConfigurationError, StoreUnavailableError } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { openSqliteEngine } from '../src/index.ts'
import { temporaryDirectory } from './temporary-directory.ts'

async function newDatabase(): Promise<string> {
  const path = join(temporaryDirectory(), 'holdline.db')
  const engine = await openSqliteEngine({ path })
  await engine.close()
  return path
}

function execute(path: string, sql: string): void {
  const db = new DatabaseSync(path)
  db.exec(sql)
  db.close()
}

test('a database of a newer schema is refused, with its path and both versions', async () => {
  const path = await newDatabase()
  execute(path, 'PRAGMA user_version = 99')
  const opening = openSqliteEngine({ path })
  await expect(opening).rejects.toThrow(ConfigurationError)
  await expect(opening).rejects.toThrow(`${path} has schema version 99, and this Holdline knows versions up to 1`)
})

test('a running engine stops writing when a newer one upgrades the schema under it', async () => {
  const path = await newDatabase()
  const engine = await openSqliteEngine({ path })
  const write = () => engine.write([{ type: 'state', scope: 's', key: 'k', value: 1 }])
  await write()
  execute(path, 'PRAGMA user_version = 2')
  await expect(write()).rejects.toThrow(StoreUnavailableError)
  await expect(write()).rejects.toThrow('a newer Holdline has upgraded the database')
  await engine.close()
})

test('the database of another program is refused and left alone', async () => {
  const path = join(temporaryDirectory(), 'holdline.db')
  execute(path, 'CREATE TABLE notes (text)')
  await expect(openSqliteEngine({ path })).rejects.toThrow(`${path} is the database of another program`)
  const db = new DatabaseSync(path)
  const tables = db.prepare('SELECT name FROM sqlite_schema').all()
  db.close()
  expect(tables.map(({ name }) => name)).toEqual(['notes'])
})

test('several engines may make one new database at once', async () => {
  const path = join(temporaryDirectory(), 'holdline.db')
  const engines = await Promise.all(Array.from({ length: 4 }, () => openSqliteEngine({ path })))
  await Promise.all(
    engines.map((engine, index) => engine.write([{ type: 'state', scope: 's', key: `${index}`, value: 1 }])),
  )
  expect((await engines[0]?.find.values('s'))?.size).toBe(4)
  for (const engine of engines) await engine.close()
})
