import type { InboundRecord, OutboxRecord, SessionRecord, TurnKind, TurnRecord } from '../store/records.ts'
import { chatKeyOf, routeOf } from '../words/chat.ts'
import type { Outcome } from '../words/outcome.ts'
import type { Person } from '../words/person.ts'
import type { GateContext } from './context.ts'
import type { Draft } from './draft.ts'
import { adoptNotices, closeNotices, noticeOf, scheduleNotice } from './notices.ts'

/*
 * The lane: at most one running foreground turn per session. These are the moves that decisions are made of: start what
 * is due, end a turn, take one over. Each leaves the draft in a state that may be committed.
 */

/** Titles of `/tasks` are cut to this many UTF-16 units: one line on a phone. */
const TITLE_UNITS = 60

/** Whether a hold of another surface is in force. */
export function isHeld(session: SessionRecord, now: number): boolean {
  return session.hold !== undefined && session.hold.until > now
}

/**
 * Starts the turn at the queue's head if the lane is free and the head is due, this node can deliver to its chat, and
 * it is not shutting down. Messages that belong together (a collect window, an album) become one turn.
 */
export function startDue(draft: Draft, ctx: GateContext): TurnRecord | undefined {
  const at = dueAt(draft)
  const head = draft.pending[0]
  if (ctx.draining || head === undefined || at === undefined || at > ctx.now) return undefined
  if (!ctx.routes.has(routeOf(head.chat))) return undefined
  const turn = startTurn(draft, groupOf(draft.pending), 'foreground', ctx)
  const others = draft.pending.some((inbound) => chatKeyOf(inbound.chat) === chatKeyOf(turn.chat))
  scheduleNotice(draft, turn, ctx.now + (others ? ctx.rules.handoverGraceMs : ctx.rules.slowAfterMs), ctx)
  return turn
}

/** Creates a running turn for messages that wait, and claims them for it. */
export function startTurn(
  draft: Draft,
  messages: readonly InboundRecord[],
  kind: TurnKind,
  ctx: GateContext,
): TurnRecord {
  const first = messages[0]
  const last = messages.at(-1)
  if (first === undefined || last === undefined) throw new RangeError('a turn needs a message')
  const number = draft.session.nextNumber
  const { startAt: _, ...session } = draft.session
  draft.session = { ...session, nextNumber: number + 1 }
  const beside = kind === 'foreground' ? undefined : draft.foreground?.id
  const id = ctx.id()
  for (const message of messages) draft.putInbound({ ...message, state: 'claimed', turnId: id })
  const turn = draft.putTurn({
    id,
    session: draft.session.key,
    generation: draft.session.generation,
    number,
    kind,
    state: 'running',
    epoch: 1,
    owner: ctx.owner,
    expiresAt: ctx.now + ctx.rules.leaseMs,
    attempts: 1,
    chat: last.chat,
    asker: last.sender,
    inbounds: messages.map((message) => message.id),
    title: titleOf(first.text),
    replyTo: last.ref,
    phase: { code: 'waiting_model_response', since: ctx.now },
    startedAt: ctx.now,
    progressAt: ctx.now,
    waiters: distinct(messages.filter((message) => message.ping === true).map((message) => message.sender)),
    spent: {},
    ...(beside === undefined ? {} : { beside }),
    ...(messages.every((message) => message.quietFailure === true) ? { quietFailure: true } : {}),
  })
  if (kind === 'foreground') adoptNotices(draft, turn)
  return turn
}

/** What the end of a turn leaves behind. */
export interface Ended {
  readonly turn: TurnRecord
  /** The turn that has the lane now, when it was handed over. */
  readonly next: TurnRecord | undefined
}

/**
 * Ends a running turn: its outcome is written, its messages are answered, messages that were to steer it go back to the
 * queue's head, its notices close, and the lane goes to the next message, all in one. A committed cancel wins over the
 * outcome given, and takes the reply with it; `shown`, the part that people have seen, stays.
 */
export function endTurn(
  draft: Draft,
  turn: TurnRecord,
  given: Outcome,
  reply: OutboxRecord | undefined,
  ctx: GateContext,
  shown?: OutboxRecord,
): Ended {
  const outcome: Outcome =
    turn.cancel === undefined ? given : { type: 'cancelled', by: turn.cancel.by, cause: turn.cancel.cause }
  const sends = outcome.type === 'completed' ? reply : shown
  const erased = turn.erased === true || turn.cancel?.cause === 'rollback'
  const ended = draft.putTurn({
    ...turn,
    state: 'finished',
    outcome,
    finishedAt: ctx.now,
    contextSeq: draft.nextSeq(),
    ...(erased ? { erased } : {}),
  })
  for (const id of turn.inbounds) {
    const inbound = draft.inbound(id)
    if (inbound?.state === 'claimed') draft.putInbound({ ...inbound, state: 'answered' })
  }
  if (turn.kind === 'foreground') {
    draft.session = { ...draft.session, lastOutcome: outcome.type }
    for (const { steer: _, ...inbound } of draft.steering) draft.putInbound(inbound)
  }
  if (sends !== undefined) draft.putOutbox(sends)
  const next = draft.foreground === undefined ? startDue(draft, ctx) : undefined
  closeNotices(draft, ended, sends?.id, ctx)
  return { turn: ended, next }
}

/**
 * Claims a running turn whose owner is gone, under a new epoch; the old owner's writes are refused from now on. A turn
 * that was being cancelled, or has been begun too often, is ended instead.
 */
export function takeOver(
  draft: Draft,
  turn: TurnRecord,
  ctx: GateContext,
): { readonly taken?: TurnRecord; readonly ended?: Ended } {
  const claimed: TurnRecord = {
    ...turn,
    epoch: turn.epoch + 1,
    owner: ctx.owner,
    expiresAt: ctx.now + ctx.rules.leaseMs,
  }
  if (turn.cancel !== undefined) {
    return {
      ended: endTurn(
        draft,
        claimed,
        { type: 'cancelled', by: turn.cancel.by, cause: turn.cancel.cause },
        undefined,
        ctx,
      ),
    }
  }
  if (turn.attempts >= ctx.rules.maxAttempts) {
    return { ended: endTurn(draft, claimed, failed('poison', turn), undefined, ctx) }
  }
  if (!ctx.capabilities.resume) {
    return { ended: endTurn(draft, claimed, failed('gateway_restarted', turn), undefined, ctx) }
  }
  const { stalledAt: _, ...rest } = claimed
  const taken = draft.putTurn({
    ...rest,
    attempts: turn.attempts + 1,
    phase: { code: 'recovering', since: ctx.now },
    progressAt: ctx.now,
  })
  if (noticeOf(draft, taken.id, taken.chat) === undefined) scheduleNotice(draft, taken, ctx.now, ctx)
  return { taken }
}

/** Keeps the session's due time in line with its lane, for the finders. Every decision ends with it. */
export function settleLane(draft: Draft): void {
  const at = dueAt(draft)
  const head = draft.pending[0]
  const route = head === undefined || at === undefined ? undefined : routeOf(head.chat)
  if (draft.session.dueAt === at && draft.session.dueRoute === route) return
  const { dueAt: _a, dueRoute: _r, ...session } = draft.session
  draft.session = at === undefined || route === undefined ? session : { ...session, dueAt: at, dueRoute: route }
}

/** The failure of a turn that nobody could bring to an end. Its reference is the turn's own id: it is in every log line. */
export function failed(code: 'poison' | 'gateway_restarted' | 'lane_timeout', turn: TurnRecord): Outcome {
  return { type: 'failed', failure: { code, reference: turn.id } }
}

/** Each person once. */
export function distinct(people: readonly Person[]): Person[] {
  return [...new Map(people.map((person) => [person.id, person])).values()]
}

/** When the lane may start its head: now or later; `undefined` when there is nothing, or a turn has it. */
function dueAt(draft: Draft): number | undefined {
  const pending = draft.pending
  if (pending.length === 0 || draft.foreground !== undefined) return undefined
  const window = Math.max(...groupOf(pending).map((inbound) => inbound.dueAt ?? inbound.receivedAt))
  return Math.max(window, draft.session.startAt ?? 0, draft.session.hold?.until ?? 0)
}

/** The messages at the queue's head that become one turn. */
function groupOf(pending: readonly InboundRecord[]): InboundRecord[] {
  const head = pending[0]
  if (head === undefined) return []
  if (head.collect !== true) return [head]
  const chat = chatKeyOf(head.chat)
  const stop = pending.findIndex(
    (inbound) => inbound.collect !== true || inbound.album !== head.album || chatKeyOf(inbound.chat) !== chat,
  )
  return pending.slice(0, stop === -1 ? pending.length : stop)
}

function titleOf(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim()
  if (line.length <= TITLE_UNITS) return line
  return `${[...line.slice(0, TITLE_UNITS - 1)].join('').replace(/[\uD800-\uDBFF]$/u, '')}…`
}
