import type { Clock } from '../ports/environment.ts'

/** A first pause and a longest one; in between they double. */
export interface BackoffRange {
  readonly firstMs: number
  readonly longestMs: number
}

/** Waits before try number `attempt` + 1 (from 1). Rejects as soon as it is stopped. */
export async function backoff(attempt: number, range: BackoffRange, clock: Clock, signal: AbortSignal): Promise<void> {
  await pause(Math.min(range.longestMs, range.firstMs * 2 ** Math.min(attempt - 1, 30)), clock, signal)
}

/** Waits. Rejects as soon as it is stopped. */
export async function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const stop = () => reject(signal.reason)
  const cancel = clock.after(ms, resolve)
  signal.addEventListener('abort', stop)
  await promise.finally(() => {
    cancel()
    signal.removeEventListener('abort', stop)
  })
}
