import { LeaseLostError, SessionBusyError, StoreUnavailableError } from '../errors.ts'
import { TurnFailedError, type TurnResult } from '../ports/gateway.ts'
import type { FailureCode } from '../words/failure.ts'
import type { Outcome } from '../words/outcome.ts'
import { TurnStopped } from './active-turn.ts'

/** How a run ended, before the store has its say. */
export type RunEnd =
  | { readonly type: 'answered'; readonly result: TurnResult }
  | { readonly type: 'ended'; readonly outcome: Outcome; readonly error?: unknown }
  | { readonly type: 'busy'; readonly error: SessionBusyError }
  | { readonly type: 'lost' }
  | { readonly type: 'drained' }

/** Reads a finished run. A run without a word is a failure, unless it was meant: the person would wait for ever. */
export function endOfResult(result: TurnResult, reference: string): RunEnd {
  if (result.text.trim() !== '' || result.silent === true) return { type: 'answered', result }
  return failedEnd('unknown', reference, new Error('the run ended without an answer'))
}

/** Reads a rejected run: by the reason it was stopped for, else by what it threw. */
export function endOfError(error: unknown, signal: AbortSignal, reference: string): RunEnd {
  const stopped: unknown = signal.aborted ? signal.reason : error
  if (stopped instanceof TurnStopped) {
    switch (stopped.cause_) {
      case 'cancelled':
        return { type: 'ended', outcome: { type: 'cancelled', by: null, cause: 'person' } }
      case 'lease_lost':
        return { type: 'lost' }
      case 'drain':
        return { type: 'drained' }
      case 'lane_timeout':
        return failedEnd('lane_timeout', reference, error)
      default:
        return stopped.cause_ satisfies never
    }
  }
  if (error instanceof SessionBusyError) return { type: 'busy', error }
  if (error instanceof LeaseLostError) return { type: 'lost' }
  if (error instanceof StoreUnavailableError) return failedEnd('store_unavailable', reference, error)
  if (error instanceof TurnFailedError) return failedEnd(error.code, reference, error, error.detail)
  return failedEnd('unknown', reference, error)
}

function failedEnd(code: FailureCode, reference: string, error: unknown, detail?: string): RunEnd {
  const failure = { code, reference, ...(detail === undefined ? {} : { detail }) }
  return { type: 'ended', outcome: { type: 'failed', failure }, error }
}
