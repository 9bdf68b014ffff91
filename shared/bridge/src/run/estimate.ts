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
  const at = (share: number): number | undefined => durations[Math.floor((durations.length - 1) * share)]
  const [fromMs, toMs] = [at(0.25), at(0.75)]
  if (durations.length < LEAST_TURNS || fromMs === undefined || toMs === undefined) return undefined
  return { fromMs, toMs }
}
