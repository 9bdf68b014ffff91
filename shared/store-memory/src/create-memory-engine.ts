import type { Engine } from '@holdline/bridge'
import { createMemoryDatabase, type MemoryDatabaseOptions, type MemoryEngineOptions } from './database.ts'

/** Makes an engine with a database of its own. */
export function createMemoryEngine(options: MemoryDatabaseOptions & MemoryEngineOptions = {}): Engine {
  return createMemoryDatabase(options).engine(options)
}
