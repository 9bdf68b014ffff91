import { LeaseLostError } from '../errors.ts'
import type { SessionState, Verdict } from '../ports/engine.ts'
import type { SteerEntry } from '../ports/gateway.ts'
import type { OutboxRecord, TurnRecord } from '../store/records.ts'
import type { Json } from '../words/json.ts'
import type { Outcome } from '../words/outcome.ts'
import type { PhaseReport } from '../words/phase.ts'
import type { SessionKey } from '../words/session.ts'
import { settle } from './admit.ts'
import type { GateContext } from './context.ts'
import { Draft } from './draft.ts'
import { handBackNotices } from './held.ts'
import { cancelledBy, type Ended, endTurn, lookAfter, type Swept, unsteer } from './lane.ts'

/*
 * What the holder of a lease may write. Every decision here names a turn and an epoch; a stale epoch is refused.
 */

/** A turn's right to write. */
export interface Lease {
  readonly session: SessionKey
  readonly turnId: string
  readonly epoch: number
}

/** Tells what the turn does now, and renews its lease. */
export function report(
  state: SessionState,
  lease: Lease,
  phase: PhaseReport | null,
  progressAt: number,
  ctx: GateContext,
): Verdict<TurnRecord> {
  const draft = new Draft(lease.session, state)
  const turn = held(draft, lease)
  const told = turn.cancel !== undefined || phase === null ? turn.phase : { ...phase, since: sinceOf(turn, phase, ctx) }
  const row = draft.putTurn({ ...renewed(turn, progressAt, ctx), phase: told })
  settle(draft, ctx)
  return { changes: draft.changes(), result: row }
}

/** Says in the turn's notice that nothing has moved for a while. */
export function stall(state: SessionState, lease: Lease, since: number, ctx: GateContext): Verdict<TurnRecord> {
  const draft = new Draft(lease.session, state)
  const row = draft.putTurn({ ...held(draft, lease), stalledAt: since })
  settle(draft, ctx)
  return { changes: draft.changes(), result: row }
}

/**
 * Makes steps durable. Returns what people said to the turn meanwhile: claimed by it, and journaled behind the steps.
 * They talk to the turn in the lane; one beside it hears nothing.
 */
export function checkpoint(
  state: SessionState,
  lease: Lease,
  entries: readonly Json[],
  from: number,
  ctx: GateContext,
): Verdict<readonly SteerEntry[]> {
  const draft = new Draft(lease.session, state)
  const turn = held(draft, lease)
  const heard = turn.kind === 'foreground' ? draft.steering : []
  const steers = heard.map((inbound): SteerEntry => ({ type: 'steer', messageId: inbound.id, text: inbound.text }))
  writeJournal(draft, turn.id, [...entries, ...steers.map((steer) => ({ ...steer }))], from, ctx.now)
  for (const inbound of heard) draft.putInbound({ ...inbound, state: 'claimed', turnId: turn.id })
  draft.putTurn({
    ...renewed(turn, ctx.now, ctx),
    inbounds: [...turn.inbounds, ...steers.map((steer) => steer.messageId)],
  })
  settle(draft, ctx)
  return { changes: draft.changes(), result: steers }
}

/** How a run ended, as its holder says. */
export interface Finish {
  readonly outcome: Outcome
  readonly journal: readonly Json[]
  /** The number of journal entries there are already. */
  readonly journalFrom: number
  /** The answer, sent when the turn completes. */
  readonly reply?: OutboxRecord
  /** What people have seen of an answer that will not be finished: it stays in the chat. */
  readonly shown?: OutboxRecord
}

/** Writes the outcome, the answer and the hand-over in one transaction: no wake-up can be lost. */
export function finish(state: SessionState, lease: Lease, end: Finish, ctx: GateContext): Verdict<Ended> {
  const draft = new Draft(lease.session, state)
  const turn = held(draft, lease)
  writeJournal(draft, turn.id, end.journal, end.journalFrom, ctx.now)
  const reply = end.reply === undefined ? undefined : { ...end.reply, mention: turn.waiters }
  const ended = endTurn(draft, turn, end.outcome, ctx, { reply, shown: end.shown })
  settle(draft, ctx)
  return { changes: draft.changes(), result: ended }
}

/** How a turn is given back. */
export type Release =
  /** It stays as it is, and the next owner goes on from its journal (a drain). */
  | { readonly keep: true }
  /** Its messages return to the queue's head, and nothing starts before `notBefore`. */
  | {
      readonly keep: false
      readonly notBefore: number
      readonly hold?: { readonly run: string; readonly until: number }
    }

/**
 * Gives a turn back without spending an attempt. One with a committed cancel ends instead: nobody wants its messages
 * to run again. Resolves with that end, or `null`.
 */
export function release(state: SessionState, lease: Lease, how: Release, ctx: GateContext): Verdict<Ended | null> {
  const draft = new Draft(lease.session, state)
  const turn = held(draft, lease)
  let ended: Ended | null = null
  if (turn.cancel !== undefined) {
    ended = endTurn(draft, turn, cancelledBy(turn.cancel), ctx)
  } else if (how.keep) {
    // A write that is still under way must not renew what was given back.
    draft.putTurn({ ...turn, epoch: turn.epoch + 1, owner: '', expiresAt: 0, attempts: turn.attempts - 1 })
  } else {
    handBack(draft, turn, ctx)
    draft.session = { ...draft.session, startAt: how.notBefore, ...(how.hold === undefined ? {} : { hold: how.hold }) }
  }
  settle(draft, ctx)
  return { changes: draft.changes(), result: ended }
}

function handBack(draft: Draft, turn: TurnRecord, ctx: GateContext): void {
  draft.putTurn({ ...turn, state: 'finished', finishedAt: ctx.now, erased: true })
  for (const { turnId: _, ...inbound } of draft.claimedBy(turn.id)) draft.putInbound({ ...inbound, state: 'pending' })
  if (turn.kind === 'foreground') unsteer(draft)
  handBackNotices(draft, turn, ctx)
}

/**
 * Claims the session's running turns whose lease has ended or whose owner is dead, fences cancelled ones that do not
 * stop, and starts the lane's head when it is due.
 */
export function sweep(state: SessionState, session: SessionKey, ctx: GateContext): Verdict<Swept> {
  const draft = new Draft(session, state)
  const swept = lookAfter(draft, ctx)
  settle(draft, ctx)
  return { changes: draft.changes(), result: swept }
}

function held(draft: Draft, lease: Lease): TurnRecord {
  const turn = draft.turn(lease.turnId)
  if (turn === undefined || turn.state !== 'running' || turn.epoch !== lease.epoch)
    throw new LeaseLostError(lease.turnId, lease.epoch)
  return turn
}

/** The lease of a turn that works, renewed. A stall is over with the next sign of work. */
function renewed(turn: TurnRecord, progressAt: number, ctx: GateContext): TurnRecord {
  const { stalledAt, ...rest } = turn
  const progress = Math.max(turn.progressAt, progressAt)
  const still = stalledAt !== undefined && progress <= stalledAt
  return { ...rest, expiresAt: ctx.now + ctx.rules.leaseMs, progressAt: progress, ...(still ? { stalledAt } : {}) }
}

function writeJournal(draft: Draft, turnId: string, entries: readonly Json[], from: number, now: number): void {
  entries.forEach((entry, index) => {
    draft.addJournal({ turnId, seq: from + index, at: now, entry })
  })
}

/** A phase that only changes its numbers goes on; one with another code or tool begins. */
function sinceOf(turn: TurnRecord, phase: PhaseReport, ctx: GateContext): number {
  return turn.phase.code === phase.code && turn.phase.label === phase.label ? turn.phase.since : ctx.now
}
