import type { PhaseCode } from '../words/phase.ts'
import type { ActiveTurn } from './active-turn.ts'

/** When silence is a warning, a stall, and the end. All in milliseconds. */
export interface WatchdogRules {
  /** Log it, and call the session stuck in the CLI. */
  readonly warnAfterMs: number
  /** Say it in the notice. */
  readonly stallAfterMs: number
  /** Abort the turn and free the lane. */
  readonly laneTimeoutMs: number
  /** The same for an open tool call, which may rightly be silent. */
  readonly toolTimeoutMs: number
  /** Hard limit on a turn's age; none by default. */
  readonly maxTurnMs?: number
}

/** DESIGN's defaults: warn at 60 s, say so at 120 s, end at 5 min; a tool has 30 min. */
export const DEFAULT_WATCHDOG: WatchdogRules = {
  warnAfterMs: 60_000,
  stallAfterMs: 120_000,
  laneTimeoutMs: 300_000,
  toolTimeoutMs: 1_800_000,
}

/** What to do about a turn that is silent. */
export type WatchdogVerdict = 'fine' | 'warn' | 'stall' | 'abort'

/** Phases in which a turn waits for something outside that has no clock. */
const PATIENT: ReadonlySet<PhaseCode> = new Set(['waiting_approval', 'waiting_answer', 'queue_wait', 'cancelling'])

/** Judges a turn by its progress, not its age: a healthy long run is left alone. */
export function judge(active: ActiveTurn, now: number, rules: WatchdogRules): WatchdogVerdict {
  if (now - active.turn.startedAt >= (rules.maxTurnMs ?? Number.POSITIVE_INFINITY)) return 'abort'
  const { code, until } = active.phase
  if (PATIENT.has(code)) return 'fine'
  const from = Math.max(active.progressAt, active.phaseSince, until ?? 0)
  const silence = now - from
  if (code === 'tool_running') return silence >= rules.toolTimeoutMs ? 'abort' : 'fine'
  if (silence >= rules.laneTimeoutMs) return 'abort'
  if (silence >= rules.stallAfterMs) return 'stall'
  if (silence >= rules.warnAfterMs) return 'warn'
  return 'fine'
}
