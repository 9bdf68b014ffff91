import { TurnFailedError } from '@holdline/bridge'
import type { ProviderFailure } from './provider-errors.ts'

/** The failure of the turn that a failure of its last model makes. The provider's words stay in the message, for the log. */
export function turnFailure(failure: ProviderFailure, why: string): TurnFailedError {
  switch (failure.type) {
    case 'rate_limited':
      return new TurnFailedError('rate_limit_exhausted', why, seconds(failure.afterMs))
    case 'quota':
      return new TurnFailedError('rate_limit_exhausted', why)
    case 'transient':
    case 'permanent':
      return new TurnFailedError('provider_error', why)
    case 'timeout':
      return new TurnFailedError('provider_timeout', why, seconds(failure.ms))
    case 'authentication':
    case 'context_overflow':
    case 'content_refused':
      return new TurnFailedError(failure.type, why)
    case 'final':
      return failure.error
  }
}

function seconds(ms: number | null): { detail?: string } {
  return ms === null ? {} : { detail: String(Math.ceil(ms / 1_000)) }
}
