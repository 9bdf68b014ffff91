import type { DatabaseSync } from 'node:sqlite'
import { ConfigurationError } from '@holdline/bridge'
import { numberOf, prepareFirst } from './statement.ts'

/*
 * Each record is JSON in `row`; the columns beside it are what the finders search and order by, copied from it. `pos` is
 * the order of first put. Times are REAL, for jitter makes fractions of milliseconds. Most indexes are partial: they hold
 * what is live or due, and stay small however much history there is.
 */

/** The schema, as the steps that make it. Steps are only ever added; the version is how many have been made. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE session (
    pos INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, generation INTEGER NOT NULL,
    due_at REAL, due_route TEXT, row TEXT NOT NULL
  ) STRICT;
  CREATE INDEX session_due ON session (due_route, due_at) WHERE due_at IS NOT NULL;

  CREATE TABLE inbound (
    pos INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, dedupe_key TEXT NOT NULL UNIQUE, session TEXT NOT NULL,
    seq INTEGER NOT NULL, live INTEGER NOT NULL, turn_id TEXT, received_at REAL NOT NULL, row TEXT NOT NULL
  ) STRICT;
  CREATE INDEX inbound_live ON inbound (session, seq) WHERE live = 1;
  CREATE INDEX inbound_done ON inbound (received_at) WHERE live = 0;

  CREATE TABLE turn (
    pos INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, generation INTEGER NOT NULL,
    number INTEGER NOT NULL, live INTEGER NOT NULL, epoch INTEGER NOT NULL, owner TEXT NOT NULL, route TEXT NOT NULL,
    expires_at REAL NOT NULL, cancelled INTEGER NOT NULL, finished_at REAL, context_seq INTEGER, row TEXT NOT NULL
  ) STRICT;
  CREATE INDEX turn_live ON turn (session, number) WHERE live = 1;
  CREATE INDEX turn_owner ON turn (owner, session, number) WHERE live = 1;
  CREATE INDEX turn_expiry ON turn (route, expires_at) WHERE live = 1;
  CREATE INDEX turn_finished ON turn (session, finished_at) WHERE live = 0;
  CREATE INDEX turn_erased ON turn (finished_at) WHERE live = 0 AND context_seq IS NULL;
  CREATE INDEX turn_context ON turn (session, generation, context_seq) WHERE context_seq IS NOT NULL;

  CREATE TABLE notice (
    pos INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, route TEXT NOT NULL, turn_id TEXT,
    live INTEGER NOT NULL, opened_at REAL NOT NULL, due INTEGER NOT NULL, due_at REAL NOT NULL, after_id TEXT,
    row TEXT NOT NULL
  ) STRICT;
  CREATE INDEX notice_live ON notice (session, opened_at) WHERE live = 1;
  CREATE INDEX notice_route ON notice (route, opened_at) WHERE live = 1;
  CREATE INDEX notice_due ON notice (route, due_at) WHERE due = 1;
  CREATE INDEX notice_session ON notice (session, opened_at);
  CREATE INDEX notice_done ON notice (opened_at) WHERE live = 0;

  CREATE TABLE outbox (
    pos INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, chat_key TEXT NOT NULL, route TEXT NOT NULL, live INTEGER NOT NULL,
    due_at REAL NOT NULL, created_at REAL NOT NULL, head INTEGER NOT NULL DEFAULT 0, row TEXT NOT NULL
  ) STRICT;
  CREATE INDEX outbox_chat ON outbox (chat_key, pos) WHERE live = 1;
  CREATE UNIQUE INDEX outbox_head ON outbox (chat_key) WHERE head = 1;
  CREATE INDEX outbox_due ON outbox (route, due_at) WHERE head = 1;
  CREATE INDEX outbox_done ON outbox (created_at) WHERE live = 0;

  CREATE TABLE act (id TEXT PRIMARY KEY, at REAL NOT NULL, row TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX act_at ON act (at);

  CREATE TABLE journal (turn_id TEXT NOT NULL, seq INTEGER NOT NULL, row TEXT NOT NULL, PRIMARY KEY (turn_id, seq)) STRICT;

  CREATE TABLE log_scope (
    scope TEXT PRIMARY KEY, last INTEGER NOT NULL, entries INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE log (
    scope TEXT NOT NULL, id INTEGER NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (scope, id)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX log_subject ON log (scope, subject);

  CREATE TABLE state (
    scope TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (scope, key)
  ) STRICT, WITHOUT ROWID;
  `,
]

/** The schema version that this code reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length

/** `HOLD`: marks the file as ours, so that another program's database is not taken for an empty one. */
const APPLICATION_ID = 0x48_4f_4c_44

/** The schema version of the open database; 0 for an empty one. */
export function schemaVersion(db: DatabaseSync): number {
  return prepareFirst(db, 'PRAGMA user_version', (row) => numberOf(row.user_version))() ?? 0
}

/**
 * Brings the database to {@link SCHEMA_VERSION}.
 *
 * @throws {ConfigurationError} when a newer Holdline, or another program, has made it
 */
export function migrate(db: DatabaseSync, path: string): void {
  refuseForeign(db, path)
  if (schemaVersion(db) === SCHEMA_VERSION) return
  db.exec('BEGIN IMMEDIATE')
  try {
    // Another process may have migrated while this one waited for the lock.
    refuseForeign(db, path)
    for (const step of MIGRATIONS.slice(schemaVersion(db))) db.exec(step)
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`)
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

function refuseForeign(db: DatabaseSync, path: string): void {
  const version = schemaVersion(db)
  const mark = prepareFirst(db, 'PRAGMA application_id', (row) => numberOf(row.application_id))()
  const tables = prepareFirst(db, 'SELECT count(*) AS n FROM sqlite_schema', (row) => numberOf(row.n))()
  if (mark !== APPLICATION_ID && (mark !== 0 || version !== 0 || tables !== 0)) {
    throw new ConfigurationError(
      `${path} is the database of another program. Set HOLDLINE_STATE_DIR (stateDir) to a directory of its own.`,
    )
  }
  if (version > SCHEMA_VERSION) {
    throw new ConfigurationError(
      `${path} has schema version ${version}, and this Holdline knows versions up to ${SCHEMA_VERSION}: a newer one has ` +
        `used it. Start that version again, or set HOLDLINE_STATE_DIR (stateDir) to another directory.`,
    )
  }
}
