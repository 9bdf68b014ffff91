import {
  type Change,
  type Engine,
  LeaseLostError,
  type SessionState,
  type TurnRecord,
  type Verdict,
} from '@holdline/bridge'
import { forward } from './forward.ts'

/*
 * Bugs of the nearest peer, put back on purpose between the bridge and its store, to prove that the simulation finds
 * them.
 */

/**
 * P4: whoever has lost a turn may go on writing for it. The check of the epoch is undone: a decision that refuses a
 * stale lease is shown the turn as it was when the lease held, and renewals never say that a lease is lost.
 */
export function withoutEpochCheck(engine: Engine): Engine {
  return {
    ...forward(engine),
    decide: (key, want, decision) =>
      engine.decide(key, want, (state) => {
        try {
          return decision(state)
        } catch (error) {
          if (!(error instanceof LeaseLostError)) throw error
          return decision(asHeld(state, error))
        }
      }),
    renew: async (leases, expiresAt) => ({ ...(await engine.renew(leases, expiresAt)), lost: [] }),
  }
}

/**
 * P9: the end of a turn and the start of the next are two transactions. First the queue is looked at; when it is empty,
 * the lane is freed, whatever has come in between.
 */
export function withTwoStepFinish(engine: Engine): Engine {
  return {
    ...forward(engine),
    async decide(key, want, decision) {
      const looked = await engine.find.state(key)
      const empty = !looked.inbounds.some((inbound) => inbound.state === 'pending')
      return await engine.decide(key, want, (state) => {
        const verdict = decision(state)
        return empty && freesTheLane(state, verdict) ? decision(withoutQueue(state)) : verdict
      })
    },
  }
}

function asHeld(state: SessionState, { turnId, epoch }: LeaseLostError): SessionState {
  const revive = (turn: TurnRecord): TurnRecord => (turn.id === turnId ? { ...turn, epoch, state: 'running' } : turn)
  return { ...state, turn: state.turn === null ? null : revive(state.turn), turns: state.turns.map(revive) }
}

function freesTheLane(state: SessionState, { changes }: Verdict<unknown>): boolean {
  const holder = state.turns.find((turn) => turn.kind === 'foreground')
  const ends = (change: Change): boolean =>
    change.type === 'put' && change.table === 'turn' && change.row.id === holder?.id && change.row.state === 'finished'
  return changes.some(ends)
}

function withoutQueue(state: SessionState): SessionState {
  return { ...state, inbounds: state.inbounds.filter((inbound) => inbound.state !== 'pending') }
}
