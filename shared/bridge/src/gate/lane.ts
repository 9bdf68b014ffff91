import type { Cancel, InboundRecord, OutboxRecord, SessionRecord, TurnKind, TurnRecord } from '../store/records.ts'
import { chatKeyOf, routeOf } from '../words/chat.ts'
import type { Outcome } from '../words/outcome.ts'
import type { Person } from '../words/person.ts'
import type { GateContext } from './context.ts'
import type { Draft } from './draft.ts'
import { adoptNotices } from './held.ts'
import { closeNotices, isToldAgain, scheduleNotice } from './notices.ts'

/*
 * The lane: at most one running foreground turn per session. These are the moves that decisions are made of: start what
 * is due, end a turn, take one over. Each leaves the draft in a state that may be committed.
 */

/** Titles of `/tasks` are cut to this many UTF-16 units: one line on a phone. */
const TITLE_UNITS = 60

/** Whether another surface has the session, or took it from a turn that was handed back a moment ago. */
export function isHeld(session: SessionRecord, now: number): boolean {
  return heldUntil(session) > now
}

function heldUntil({ startAt, hold }: SessionRecord): number {
  return Math.max(startAt ?? 0, hold?.until ?? 0)
}

/**
 * Starts the turn at the queue's head if the lane is free and the head is due, this node can deliver to its chat, and
 * it is not shutting down. Messages that belong together (a collect window, an album) become one turn.
 */
export function startDue(draft: Draft, ctx: GateContext): TurnRecord | undefined {
  const due = dueOf(draft)
  if (due === undefined || due.at > ctx.now || ctx.draining || !ctx.routes.has(routeOf(due.group[0].chat)))
    return undefined
  const turn = startTurn(draft, due.group, 'foreground', ctx)
  const others = draft.pending.some((inbound) => isToldAgain(inbound, turn))
  scheduleNotice(draft, turn, ctx.now + (others ? ctx.rules.handoverGraceMs : ctx.rules.slowAfterMs), ctx)
  return turn
}

/** Messages that become one turn: at least one. */
type Group = readonly [InboundRecord, ...InboundRecord[]]

/** Creates a running turn for messages that wait, and claims them for it. */
export function startTurn(draft: Draft, messages: Group, kind: TurnKind, ctx: GateContext): TurnRecord {
  const [first] = messages
  const last = messages.at(-1) ?? first
  const number = draft.session.nextNumber
  const { startAt: _, ...session } = draft.session
  draft.session = { ...session, nextNumber: number + 1 }
  const beside = draft.foreground?.id
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
    ...(last.notices === undefined ? {} : { notices: last.notices }),
  })
  adoptNotices(draft, turn)
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
  ctx: GateContext,
  { reply, shown }: { readonly reply?: OutboxRecord | undefined; readonly shown?: OutboxRecord | undefined } = {},
): Ended {
  const outcome = turn.cancel === undefined ? given : cancelledBy(turn.cancel)
  const sends = outcome.type === 'completed' ? reply : shown
  const ended = draft.putTurn({
    ...turn,
    state: 'finished',
    outcome,
    finishedAt: ctx.now,
    contextSeq: draft.nextSeq(),
    ...(turn.cancel?.cause === 'rollback' ? { erased: true } : {}),
  })
  for (const inbound of draft.claimedBy(turn.id)) draft.putInbound({ ...inbound, state: 'answered' })
  if (turn.kind === 'foreground') {
    draft.session = { ...draft.session, lastOutcome: outcome.type }
    unsteer(draft)
  }
  if (sends !== undefined) draft.putOutbox(sends)
  const next = startDue(draft, ctx)
  closeNotices(draft, ended, outcome, sends?.id, ctx)
  return { turn: ended, next }
}

/** What was to be given to the turn in the lane waits for a turn of its own: that one hears nothing more. */
export function unsteer(draft: Draft): void {
  for (const { steer: _, ...inbound } of draft.steering) draft.putInbound(inbound)
}

/** What a look after the session's turns did. */
export interface Swept {
  /** Turns that this node owns since, resumed or new. */
  readonly started: readonly TurnRecord[]
  readonly ended: readonly TurnRecord[]
}

/** Takes over the turns that are lost, and starts what is due. */
export function lookAfter(draft: Draft, ctx: GateContext): Swept {
  const moved = draft.running.filter((turn) => isLost(turn, ctx)).map((turn) => takeOver(draft, turn, ctx))
  const next = startDue(draft, ctx)
  return {
    started: [...moved.flatMap((one) => one.started), ...(next === undefined ? [] : [next])],
    ended: moved.flatMap((one) => one.ended),
  }
}

/** Whether a running turn is to be taken over: nobody works on it any more, or it was told to stop and does not. */
function isLost(turn: TurnRecord, ctx: GateContext): boolean {
  const deaf = turn.cancel !== undefined && turn.cancel.at + ctx.rules.cancelGraceMs <= ctx.now
  return !ctx.draining && (deaf || ctx.isGone(turn))
}

/**
 * Claims a running turn under a new epoch; the old owner's writes are refused from now on. A turn that was being
 * cancelled, or has been begun too often, is ended instead.
 */
export function takeOver(draft: Draft, turn: TurnRecord, ctx: GateContext): Swept {
  const { stalledAt: _, ...rest } = turn
  const claimed: TurnRecord = {
    ...rest,
    epoch: turn.epoch + 1,
    owner: ctx.owner,
    expiresAt: ctx.now + ctx.rules.leaseMs,
  }
  const outcome = endOf(turn, ctx)
  if (outcome !== undefined) {
    const { turn: ended, next } = endTurn(draft, claimed, outcome, ctx)
    return { started: next === undefined ? [] : [next], ended: [ended] }
  }
  const taken = draft.putTurn({
    ...claimed,
    attempts: turn.attempts + 1,
    phase: { code: 'recovering', since: ctx.now },
    progressAt: ctx.now,
  })
  return { started: [taken], ended: [] }
}

/** How a turn ends that nobody works on any more; `undefined` when it can go on. */
function endOf(turn: TurnRecord, ctx: GateContext): Outcome | undefined {
  if (turn.cancel !== undefined) return cancelledBy(turn.cancel)
  if (turn.attempts >= ctx.rules.maxAttempts) return failed('poison', turn)
  return ctx.capabilities.resume ? undefined : failed('gateway_restarted', turn)
}

/** The outcome that a committed cancel leads to. */
export function cancelledBy({ by, cause }: Cancel): Outcome {
  return { type: 'cancelled', by, cause }
}

/** The failure of a turn that nobody could bring to an end. Its reference is the turn's own id: it is in every log line. */
function failed(code: 'poison' | 'gateway_restarted', turn: TurnRecord): Outcome {
  return { type: 'failed', failure: { code, reference: turn.id } }
}

/** Keeps the session's due time in line with its lane, for the finders. Every decision ends with it. */
export function settleLane(draft: Draft): void {
  const due = dueOf(draft)
  const { dueAt, dueRoute, ...rest } = draft.session
  const session: SessionRecord =
    due === undefined ? rest : { ...rest, dueAt: due.at, dueRoute: routeOf(due.group[0].chat) }
  if (session.dueAt !== dueAt || session.dueRoute !== dueRoute) draft.session = session
}

/** Each person once. */
export function distinct(people: readonly Person[]): Person[] {
  return [...new Map(people.map((person) => [person.id, person])).values()]
}

/**
 * The messages that the lane starts next, and when it may: 0 at once, whatever the clocks of the nodes that accepted them
 * said. `undefined` when there are none, or a turn has the lane.
 */
function dueOf(draft: Draft): { readonly group: Group; readonly at: number } | undefined {
  const [head, ...rest] = draft.pending
  if (head === undefined || draft.foreground !== undefined) return undefined
  const group = groupOf(head, rest)
  return { group, at: Math.max(heldUntil(draft.session), ...group.map((inbound) => inbound.dueAt ?? 0)) }
}

/** The messages at the queue's head that become one turn. */
function groupOf(head: InboundRecord, rest: readonly InboundRecord[]): Group {
  const chat = chatKeyOf(head.chat)
  const apart = rest.findIndex(
    ({ collect, ...one }) =>
      collect !== true || head.collect !== true || one.album !== head.album || chatKeyOf(one.chat) !== chat,
  )
  return [head, ...(apart === -1 ? rest : rest.slice(0, apart))]
}

function titleOf(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim()
  if (line.length <= TITLE_UNITS) return line
  // A character that is cut in two is left out.
  return `${line.slice(0, TITLE_UNITS - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`
}
