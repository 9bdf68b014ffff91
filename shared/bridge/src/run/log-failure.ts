import type { Logger } from '../ports/environment.ts'
import type { TurnRecord } from '../store/records.ts'
import { FAILURES, type FailureCode } from '../words/failure.ts'

/** Tells the operator that a turn failed, under the reference that people are told. */
export function logFailure(
  logger: Logger,
  turn: Pick<TurnRecord, 'id' | 'session'>,
  code: FailureCode,
  error?: unknown,
): void {
  const line = {
    session: turn.session,
    turn: turn.id,
    reference: turn.id,
    code,
    ...(error === undefined ? {} : { error }),
  }
  if (FAILURES[code].operator) logger.error(line, 'a turn failed and needs the operator')
  else logger.warn(line, 'a turn failed')
}
