import type { Clock } from '@holdline/bridge'
import { StepFailedError } from './provider-errors.ts'

/** Watches that tokens come in time. */
export interface TokenWatch {
  /** A token came. */
  token(): void
  /** Stops watching. */
  stop(): void
}

/** Calls `onLate` once when no token has come for `firstMs`, or, after the first, for `gapMs`. */
export function watchTokens(
  clock: Clock,
  { firstMs, gapMs, onLate }: { firstMs: number; gapMs: number; onLate: (error: StepFailedError) => void },
): TokenWatch {
  const arm = (ms: number, what: string) =>
    clock.after(ms, () => onLate(new StepFailedError({ type: 'timeout', ms, why: `no ${what} within ${ms} ms` })))
  let disarm = arm(firstMs, 'first token')
  return {
    token() {
      disarm()
      disarm = arm(gapMs, 'further token')
    },
    stop: () => disarm(),
  }
}
