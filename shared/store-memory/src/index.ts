/** The store ports in memory, for tests and simulation only. */
export type { Clone } from './copy.ts'
export { createMemoryEngine } from './create-memory-engine.ts'
export {
  createMemoryDatabase,
  type MemoryDatabase,
  type MemoryDatabaseOptions,
  type MemoryEngineOptions,
} from './database.ts'
export type { Intercept } from './engine.ts'
