import type { TurnRecord } from '../store/records.ts'
import type { Node } from './node.ts'

/** Tells the operator that a turn has ended: by log and metrics. */
export function reportEnd({ logger, meter }: Pick<Node, 'logger' | 'meter'>, turn: TurnRecord): void {
  const outcome = turn.outcome?.type ?? 'interrupted'
  const code = turn.outcome?.type === 'failed' ? turn.outcome.failure.code : ''
  const ms = (turn.finishedAt ?? turn.startedAt) - turn.startedAt
  meter.count('turns_finished', { outcome, code })
  meter.time('turn_duration', ms)
  const line = { session: turn.session, turn: turn.id, outcome, ...(code === '' ? {} : { code }), ms }
  logger.info(line, 'a turn ended')
}
