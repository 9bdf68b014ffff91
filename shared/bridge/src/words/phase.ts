/**
 * Why a session is busy. The first five are the stable codes of the public contract; operators' scripts and
 * log searches rely on them.
 *
 * - `waiting_model_response`: a request is at the model and no token has come yet, or tokens are coming
 * - `tool_running`: a tool call is open
 * - `rate_limited`: the provider asked for a pause
 * - `retrying`: a provider failure is being tried again
 * - `queue_wait`: the turn has its lane and waits for a free slot of `maxConcurrentTurns` or of the host
 * - `compacting`: the context is being shortened
 * - `waiting_approval`, `waiting_answer`: a person has to decide or answer something
 * - `recovering`: the turn was taken over after a crash and is being resumed
 * - `cancelling`: a cancel is committed and the work is being stopped
 */
export const PHASE_CODES = [
  'waiting_model_response',
  'tool_running',
  'rate_limited',
  'retrying',
  'queue_wait',
  'compacting',
  'waiting_approval',
  'waiting_answer',
  'recovering',
  'cancelling',
] as const

/** One of {@link PHASE_CODES}. */
export type PhaseCode = (typeof PHASE_CODES)[number]

/** What a running turn is doing, as the people in the chat may see it. */
export interface Phase {
  readonly code: PhaseCode
  /** When this phase began, in epoch milliseconds. */
  readonly since: number
  /** The tool's label for `tool_running`. Never its arguments. */
  readonly label?: string
  /** When the announced wait ends, in epoch milliseconds (`rate_limited`, `retrying`). */
  readonly until?: number
  /** The number of the coming try, from 1 (`retrying`, `rate_limited`). */
  readonly attempt?: number
  /** How many tries there are in all. */
  readonly attempts?: number
}

/** A phase as a gateway reports it; the bridge adds `since`. */
export type PhaseReport = Omit<Phase, 'since'>

/** Phases that open a notice even when nobody has written again: the person would otherwise wonder. */
export const WORTH_TELLING: ReadonlySet<PhaseCode> = new Set([
  'rate_limited',
  'retrying',
  'waiting_approval',
  'waiting_answer',
  'recovering',
])
