import type { PhaseReport } from '@holdline/bridge'
import type { AgentLimits } from '../limits.ts'
import type { ProviderFailure } from './provider-errors.ts'

/** How often a step has been asked for, per kind of failure; each counts its own tries. */
export interface Tries {
  readonly rateLimited: number
  readonly transient: number
}

/** No failure yet. */
export const FIRST_TRY: Tries = { rateLimited: 1, transient: 1 }

/** A pause that is told: this try of how many comes after it. */
export type Wait = PhaseReport & Required<Pick<PhaseReport, 'attempt' | 'attempts'>>

/** What comes after a failure. */
export type NextTry =
  | { readonly type: 'wait'; readonly ms: number; readonly tries: Tries; readonly phase: Wait }
  /** This model has had its tries. */
  | { readonly type: 'give_up' }

/**
 * What to do about a failure. Pauses that the provider names are kept to exactly; others double from try to try and
 * vary by a quarter, so that many turns do not come back together. `random` is in [0, 1).
 */
export function nextTry(
  failure: ProviderFailure,
  tries: Tries,
  { limits, now, random }: { limits: AgentLimits; now: number; random: number },
): NextTry {
  switch (failure.type) {
    case 'rate_limited': {
      const attempt = tries.rateLimited + 1
      const ms = failure.afterMs ?? backoff(limits.rateLimitBackoffMs, limits.backoffMaxMs, tries.rateLimited, random)
      if (attempt > limits.rateLimitTries || ms > limits.rateLimitMaxWaitMs) return { type: 'give_up' }
      const phase = { code: 'rate_limited', until: now + ms, attempt, attempts: limits.rateLimitTries } as const
      return { type: 'wait', ms, tries: { ...tries, rateLimited: attempt }, phase }
    }
    case 'transient': {
      const attempt = tries.transient + 1
      const ms = failure.afterMs ?? backoff(limits.backoffMs, limits.backoffMaxMs, tries.transient, random)
      if (attempt > limits.providerTries || ms > limits.rateLimitMaxWaitMs) return { type: 'give_up' }
      const phase = { code: 'retrying', until: now + ms, attempt, attempts: limits.providerTries } as const
      return { type: 'wait', ms, tries: { ...tries, transient: attempt }, phase }
    }
    case 'timeout':
    case 'quota':
    case 'permanent':
    case 'authentication':
    case 'context_overflow':
    case 'content_refused':
    case 'final':
      return { type: 'give_up' }
  }
}

/** `first`, doubled with each try, give or take a quarter, at most `max`. */
export function backoff(first: number, max: number, tries: number, random: number): number {
  return Math.round(Math.min(max, first * 2 ** (tries - 1)) * (0.75 + random / 2))
}

/** Whether another model may succeed where this one has failed. */
export function worthAnotherModel(failure: ProviderFailure): boolean {
  switch (failure.type) {
    case 'rate_limited':
    case 'quota':
    case 'transient':
    case 'timeout':
    case 'permanent':
      return true
    // A key that is refused is refused for all; one that may not use a model may use another.
    case 'authentication':
      return failure.status === 403
    case 'context_overflow':
    case 'content_refused':
    case 'final':
      return false
  }
}
