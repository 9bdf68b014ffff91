import type { Clock, Logger } from '../ports/environment.ts'
import type { AccountHealth } from './account-health.ts'

/** What is received for in this process: a platform gives an event to only one of two receivers. */
const RECEIVING = new Set<string>()

/** An account that is to receive. */
export interface Receiving {
  /** The channel, such as `telegram`. */
  readonly channel: string
  /** What the platform knows the account by. Nothing of it is logged. */
  readonly key: string
  /** What the error says when the same account is received for already. */
  readonly twice: string
  readonly health: Pick<AccountHealth, 'set'>
  readonly clock: Clock
  readonly logger: Logger
  /** How long the start waits for the platform, in milliseconds. */
  readonly patienceMs: number
  /** Receives until the signal. It says when it does so for the first time, or that nobody has to wait for it. */
  readonly run: (ready: () => void) => Promise<void>
  readonly signal: AbortSignal
}

/**
 * Starts to receive for an account. Resolves when it does; when the platform cannot be reached, after some seconds all
 * the same: then it goes on trying, and the other channels need not wait. Rejects when the account is received for
 * already.
 */
export async function startReceiving(receiving: Receiving): Promise<void> {
  const { channel, key, twice, health, clock, logger, patienceMs, run, signal } = receiving
  signal.throwIfAborted()
  const claim = `${channel} ${key}`
  if (RECEIVING.has(claim)) throw new Error(twice)
  RECEIVING.add(claim)
  const waited = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => {
    RECEIVING.delete(claim)
    health.set('stopped')
    waited.resolve()
  })
  run(waited.resolve).catch((error: unknown) => {
    if (signal.aborted) return
    health.set('failed', 'receiving ended unexpectedly; see the log')
    logger.error({ error }, `${channel}: receiving ended unexpectedly`)
  })
  const cancel = clock.after(patienceMs, waited.resolve)
  await waited.promise.finally(cancel)
}
