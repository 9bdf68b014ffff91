import type { ActionName } from './action.ts'

/** What a failure means for the person: which button helps, and how grave it sounds. */
export interface FailureKind {
  /** What is offered with the message: something, always. */
  readonly actions: readonly ActionName[]
  /** `info`: nothing is broken; `warning`: try again; `error`: somebody has to mend something. */
  readonly tone: 'info' | 'warning' | 'error'
  /** Whether the operator has to do something, so that the log line is an error. */
  readonly operator: boolean
}

/**
 * Every way a turn or a message can fail, with what is offered then. The codes are stable: they are in log lines,
 * metrics and the demo model's `[fail <code>]`. Their wording lives in `locales/`.
 */
export const FAILURES = {
  provider_timeout: { actions: ['retry'], tone: 'warning', operator: false },
  provider_error: { actions: ['retry'], tone: 'warning', operator: false },
  rate_limit_exhausted: { actions: ['retry'], tone: 'warning', operator: false },
  authentication: { actions: ['new'], tone: 'error', operator: true },
  context_overflow: { actions: ['new'], tone: 'warning', operator: true },
  content_refused: { actions: ['retry'], tone: 'info', operator: false },
  tool_failed: { actions: ['retry'], tone: 'warning', operator: false },
  lane_timeout: { actions: ['retry'], tone: 'warning', operator: false },
  gateway_restarted: { actions: ['retry'], tone: 'info', operator: false },
  session_unrecoverable: { actions: ['new'], tone: 'warning', operator: true },
  gateway_draining: { actions: ['retry'], tone: 'info', operator: false },
  delivery_failed: { actions: ['retry'], tone: 'warning', operator: true },
  message_too_large: { actions: ['retry'], tone: 'info', operator: false },
  unsupported_message: { actions: ['retry'], tone: 'info', operator: false },
  poison: { actions: ['retry', 'new'], tone: 'error', operator: true },
  store_unavailable: { actions: ['retry'], tone: 'error', operator: true },
  unknown: { actions: ['retry', 'new'], tone: 'error', operator: true },
} as const satisfies Record<string, FailureKind>

/** A stable failure code. */
export type FailureCode = keyof typeof FAILURES

/** All failure codes, in the order of the table. */
export const FAILURE_CODES: readonly FailureCode[] = Object.keys(FAILURES).filter(isFailureCode)

/** Whether a text is a failure code. */
export function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(FAILURES, text)
}

/** A failure as it is kept with a turn. */
export interface Failure {
  readonly code: FailureCode
  /** Names this one failure in the chat and in the log line, so that a report can be found. */
  readonly reference: string
  /** The tool's label for `tool_failed`, the seconds for a timeout: safe for the chat. */
  readonly detail?: string
}
