import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { createFinders } from '../src/finders.ts'
import { Lanes } from '../src/lanes.ts'
import { Log } from '../src/log.ts'
import { preparePurge } from '../src/purge.ts'
import { prepareRenew } from '../src/renew.ts'
import { migrate } from '../src/schema.ts'
import { prepareState } from '../src/state.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** What may be walked from end to end: small by nature, or asked for whole by an operator or a purge. */
const WHOLE =
  /^SCAN (json_each VIRTUAL TABLE.*|CONSTANT ROW|session( USING INDEX sqlite_autoindex_session_1)?|log_scope|step|turn USING INDEX turn_live)$/

class RecordingDatabase extends DatabaseSync {
  readonly prepared: string[] = []

  override prepare(sql: string): StatementSync {
    this.prepared.push(sql)
    return super.prepare(sql)
  }
}

test('every query finds its records by an index', () => {
  const path = join(temporaryDirectory(), 'holdline.db')
  const db = new RecordingDatabase(path)
  onTestFinished(() => db.close())
  migrate(db, path)
  db.prepared.length = 0
  const [lanes, log] = [new Lanes(db), new Log(db)]
  createFinders(db, lanes, log)
  prepareState(db)
  prepareRenew(db, lanes)
  preparePurge(db)
  const walks = db.prepared.slice().flatMap((sql) =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail))
      .filter((detail) => /SCAN|TEMP B-TREE/.test(detail))
      .filter((detail) => !WHOLE.test(detail))
      .map((detail) => `${detail}: ${sql}`),
  )
  expect(db.prepared.length).toBeGreaterThan(30)
  expect(walks).toEqual([])
})
