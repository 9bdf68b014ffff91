import type { Engine } from '@holdline/bridge'
import { createMemoryEngine } from '@holdline/store-memory'

/** An empty store for what a channel writes down. */
export function memoryEngine(): Engine {
  return createMemoryEngine()
}
