import type { LeaseRef, Renewal, TurnRecord } from '@holdline/bridge'
import { type Clone, copyOf } from './copy.ts'
import type { Data } from './data.ts'

/** Moves the end of the leases that still are what their holder thinks. */
export function renewLeases(data: Data, leases: readonly LeaseRef[], expiresAt: number, clone: Clone): Renewal {
  const lost: string[] = []
  const cancels: TurnRecord[] = []
  for (const { turnId, epoch } of leases) {
    const turn = data.tables.turn.get(turnId)
    if (turn === null || turn.state !== 'running' || turn.epoch !== epoch) {
      lost.push(turnId)
      continue
    }
    const renewed = copyOf({ ...turn, expiresAt }, clone)
    data.tables.turn.put(renewed)
    if (renewed.cancel !== undefined) cancels.push(renewed)
  }
  return { lost, cancels }
}
