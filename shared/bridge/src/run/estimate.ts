import type { TurnRecord } from '../store/records.ts'

/** Fewer finished turns than this say nothing. */
const LEAST_TURNS = 3

/** How long turns of a session usually take. */
export interface Estimate {
  readonly fromMs: number
  readonly toMs: number
}

/** The middle half of the durations of a session's completed turns; `undefined` when there are too few. */
export function estimateOf(finished: readonly TurnRecord[]): Estimate | undefined {
  const durations = finished
    .filter((turn) => turn.outcome?.type === 'completed' && turn.attempts === 1)
    .map((turn) => (turn.finishedAt ?? turn.startedAt) - turn.startedAt)
    .sort((a, b) => a - b)
  if (durations.length < LEAST_TURNS) return undefined
  const at = (share: number): number => durations[Math.floor((durations.length - 1) * share)] ?? 0
  return { fromMs: at(0.25), toMs: at(0.75) }
}
