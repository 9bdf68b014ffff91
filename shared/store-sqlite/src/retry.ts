import { setTimeout } from 'node:timers/promises'
import { faultOf, unavailable } from './failure.ts'
import { BUSY_LIMIT_MS, BUSY_PAUSE_MS } from './limits.ts'

/** The pause before a busy database is tried again, in milliseconds. */
export function busyPauseMs(): number {
  return Math.ceil(Math.random() * BUSY_PAUSE_MS)
}

/**
 * Does `work` now, and again while another process has the database locked, giving the event loop back in between.
 *
 * @throws {StoreUnavailableError} when it stays locked, or the file cannot be used
 */
export async function whenFree<T>(work: () => T): Promise<T> {
  const giveUpAt = performance.now() + BUSY_LIMIT_MS
  for (;;) {
    try {
      return work()
    } catch (error) {
      const fault = faultOf(error)
      if (fault === 'call') throw error
      if (fault === 'store' || performance.now() >= giveUpAt) throw unavailable(error)
    }
    await setTimeout(busyPauseMs())
  }
}
