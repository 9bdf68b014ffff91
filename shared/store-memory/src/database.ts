import type { Engine } from '@holdline/bridge'
import type { Clone } from './copy.ts'
import { Data } from './data.ts'
import { type Intercept, MemoryEngine } from './engine.ts'

/** How a database behaves. */
export interface MemoryDatabaseOptions {
  /** How values go in; `json` unless given. */
  readonly clone?: Clone
  /**
   * Carries the hint that another node has committed. Unless given, at once in a microtask; a simulation may delay hints,
   * or lose them.
   */
  readonly hint?: (deliver: () => void) => void
}

/** How one node is connected to a database. */
export interface MemoryEngineOptions {
  readonly intercept?: Intercept
}

/** A database that several nodes of a simulation share. It outlives their engines, as a file does. */
export interface MemoryDatabase {
  /** Connects a node. */
  engine(options?: MemoryEngineOptions): Engine
}

/** Makes an empty database. */
export function createMemoryDatabase({
  clone = 'json',
  hint = queueMicrotask,
}: MemoryDatabaseOptions = {}): MemoryDatabase {
  const data = new Data()
  const nodes = new Set<MemoryEngine>()
  return {
    engine: ({ intercept } = {}) => {
      const node = new MemoryEngine(data, clone, intercept, {
        committed: () => {
          for (const other of nodes) if (other !== node) hint(() => other.hint())
        },
        left: () => nodes.delete(node),
      })
      nodes.add(node)
      return node
    },
  }
}
