import { expect } from 'vitest'

// What takes a few milliseconds on an idle machine; a busy one may take a hundred times as long.
const PATIENCE_MS = 10_000

/** Expects something of a value that is on its way. */
export function eventually<T>(read: () => T) {
  return expect.poll(read, { timeout: PATIENCE_MS, interval: 10 })
}
