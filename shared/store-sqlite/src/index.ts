/** The store ports on node:sqlite, the embedded default. */
export { openSqliteEngine, type SqliteEngineOptions } from './engine.ts'
export { createOwnerRegistry, type OwnerRegistry } from './owner-registry.ts'
