import type { PhaseCode } from './words/phase.ts'
import type { SessionKey } from './words/session.ts'

/** The codes of the errors that the bridge itself throws. */
export type BridgeErrorCode = 'session_busy' | 'lease_lost' | 'store_unavailable' | 'configuration'

/** Base of the bridge's errors: a closed code, whether trying again can help, and what the user sees of it. */
export abstract class BridgeError extends Error {
  abstract readonly code: BridgeErrorCode
  /** The same call may succeed later. */
  abstract readonly retryable: boolean
  /** The key of the user's text in `locales/`, or `null` when people never see it. */
  abstract readonly messageKey: string | null
}

/** What becomes of the message that met a busy session. */
export type Disposition =
  | { readonly type: 'queued'; readonly position: number }
  | { readonly type: 'collecting'; readonly dueAt: number }
  | { readonly type: 'steered'; readonly turnId: string }
  | { readonly type: 'interrupting'; readonly turnId: string }
  | { readonly type: 'refused'; readonly why: 'full' | 'draining' | 'policy' }

/** The facts of a {@link SessionBusyError}. */
export interface SessionBusyFacts {
  readonly session: SessionKey
  /** What the holder is doing. */
  readonly reason: PhaseCode
  /** Since when, in epoch milliseconds. */
  readonly since: number
  /** The turn that has the lane; `null` when another surface has it. */
  readonly turnId: string | null
  readonly disposition: Disposition
  readonly holder: 'this node' | 'another node' | 'another surface'
  /** When asking again makes sense, in milliseconds, where that is known. */
  readonly retryAfterMs?: number
}

/**
 * A message met a session whose lane is taken. Not a fault: the message has been dealt with as `disposition` says, and
 * no model was asked. Thrown by the gate to channels as part of a receipt, and by `Gateway.run` when another surface
 * took the session. Never a reason to try another model.
 */
export class SessionBusyError extends BridgeError {
  override readonly name = 'SessionBusyError'
  readonly code = 'session_busy'
  readonly retryable = true
  readonly messageKey = 'busy'
  readonly session: SessionKey
  readonly reason: PhaseCode
  readonly since: number
  readonly turnId: string | null
  readonly disposition: Disposition
  /** The message's place in the queue, from 1, when it is queued. */
  readonly queuePosition: number | null
  readonly retryAfterMs: number | null
  readonly holder: SessionBusyFacts['holder']

  constructor(facts: SessionBusyFacts) {
    super(`session ${facts.session} is busy (${facts.reason}): message ${facts.disposition.type}`)
    this.session = facts.session
    this.reason = facts.reason
    this.since = facts.since
    this.turnId = facts.turnId
    this.disposition = facts.disposition
    this.queuePosition = facts.disposition.type === 'queued' ? facts.disposition.position : null
    this.retryAfterMs = facts.retryAfterMs ?? null
    this.holder = facts.holder
  }
}

/** A write carried an epoch that is no longer the turn's: another node has it, or it has ended. Abort the work. */
export class LeaseLostError extends BridgeError {
  override readonly name = 'LeaseLostError'
  readonly code = 'lease_lost'
  readonly retryable = false
  readonly messageKey = null
  readonly turnId: string
  readonly epoch: number

  constructor(turnId: string, epoch: number) {
    super(`turn ${turnId}: epoch ${epoch} is stale`)
    this.turnId = turnId
    this.epoch = epoch
  }
}

/** The store cannot be read or written now. Nothing was committed. */
export class StoreUnavailableError extends BridgeError {
  override readonly name = 'StoreUnavailableError'
  readonly code = 'store_unavailable'
  readonly retryable = true
  readonly messageKey = 'failed.store_unavailable'

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
  }
}

/** A configuration that cannot be used; `message` names the key, the value (never a secret) and the fix. */
export class ConfigurationError extends BridgeError {
  override readonly name = 'ConfigurationError'
  readonly code = 'configuration'
  readonly retryable = false
  readonly messageKey = null
}
