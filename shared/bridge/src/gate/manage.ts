import type { SessionState, Verdict } from '../ports/engine.ts'
import type { TurnRecord } from '../store/records.ts'
import { type ChatRef, chatKeyOf, routeOf } from '../words/chat.ts'
import type { Policy } from '../words/policy.ts'
import type { SessionKey } from '../words/session.ts'
import { dropWaiting, nextGeneration } from './act.ts'
import { cancelTurn, settle } from './admit.ts'
import type { GateContext } from './context.ts'
import { Draft } from './draft.ts'
import { startDue, takeOver } from './lane.ts'
import { tellInfo } from './notices.ts'

/*
 * What operators, hosts and edits do to a session.
 */

/** What an operator's hand did. */
export interface Managed {
  readonly cancelled: readonly TurnRecord[]
  readonly started: readonly TurnRecord[]
  readonly cleared: number
}

/**
 * Cancels everything that runs in the session. A turn whose owner is alive stops within its grace; one whose lease has
 * ended is ended here. With `clearQueue` what waits is dropped, and its chats are told.
 */
export function abort(
  state: SessionState,
  session: SessionKey,
  clearQueue: boolean,
  ctx: GateContext,
): Verdict<Managed> {
  const draft = new Draft(session, state)
  const cleared = clearQueue ? clear(draft, ctx) : 0
  const cancelled: TurnRecord[] = []
  const started: TurnRecord[] = []
  for (const turn of draft.running) {
    const row =
      turn.cancel === undefined ? cancelTurn(draft, turn, { by: null, cause: 'operator', at: ctx.now }, ctx) : turn
    cancelled.push(row)
    if (ctx.isGone(row)) started.push(...takeOver(draft, row, ctx).started)
  }
  settle(draft, ctx)
  return { changes: draft.changes(), result: { cancelled, started, cleared } }
}

/**
 * The operator's `/new`: cancels, drops what waits, and begins the next generation. A turn that nobody works on any more is
 * ended here.
 */
export function reset(state: SessionState, session: SessionKey, ctx: GateContext): Verdict<Managed> {
  const draft = new Draft(session, state)
  const { cancelled, dropped } = nextGeneration(draft, { by: null, cause: 'operator' }, null, ctx)
  const holder = draft.foreground
  if (holder !== undefined && ctx.isGone(holder)) takeOver(draft, holder, ctx)
  settle(draft, ctx)
  return { changes: draft.changes(), result: { cancelled, started: [], cleared: dropped } }
}

/** Sets or clears the session's own policy. */
export function setPolicy(draft: Draft, policy: Policy | null): void {
  const { policy: _, ...rest } = draft.session
  draft.session = policy === null ? rest : { ...rest, policy }
}

/** A run of another surface has the session, at most until then: nothing starts. */
export function hold(
  state: SessionState,
  session: SessionKey,
  run: string,
  until: number,
  ctx: GateContext,
): Verdict<null> {
  const draft = new Draft(session, state)
  draft.session = { ...draft.session, hold: { run, until } }
  settle(draft, ctx)
  return { changes: draft.changes(), result: null }
}

/** The other surface's run is gone: what waited starts. */
export function unhold(
  state: SessionState,
  session: SessionKey,
  run: string,
  ctx: GateContext,
): Verdict<readonly TurnRecord[]> {
  const draft = new Draft(session, state)
  if (draft.session.hold?.run !== run) return { changes: [], result: [] }
  const { hold: _, ...rest } = draft.session
  draft.session = rest
  const next = startDue(draft, ctx)
  settle(draft, ctx)
  return { changes: draft.changes(), result: next === undefined ? [] : [next] }
}

/**
 * The sender changed a message (`text`), or took it back (`null`). Only a waiting one follows. A platform's ids name a
 * message in its chat; not every platform says in which thread.
 */
export function amend(
  state: SessionState,
  session: SessionKey,
  { chat, ref }: { readonly chat: ChatRef; readonly ref: string },
  text: string | null,
  ctx: GateContext,
): Verdict<boolean> {
  const draft = new Draft(session, state)
  const inbound = [...draft.pending, ...draft.steering].find((one) => one.ref === ref && isSameChat(one.chat, chat))
  if (inbound === undefined) return { changes: [], result: false }
  if (text === null) {
    draft.putInbound({ ...inbound, state: 'dropped', dropped: 'recalled' })
    tellInfo(
      draft,
      { chat: inbound.chat, person: inbound.sender },
      { type: 'info', what: 'dequeued', waiting: draft.pending.length },
      ctx,
    )
  } else {
    draft.putInbound({ ...inbound, text })
  }
  settle(draft, ctx)
  return { changes: draft.changes(), result: true }
}

/** Has the chat's live notices drawn anew: their reader's language changed, or their elapsed time has grown. */
export function redraw(state: SessionState, session: SessionKey, chat: ChatRef): Verdict<number> {
  const draft = new Draft(session, state)
  const key = chatKeyOf(chat)
  const live = draft.notices.filter((notice) => notice.sent === notice.revision && chatKeyOf(notice.chat) === key)
  for (const notice of live) draft.putNotice({ ...notice, revision: notice.revision + 1 })
  return { changes: draft.changes(), result: live.length }
}

function isSameChat(a: ChatRef, b: ChatRef): boolean {
  return routeOf(a) === routeOf(b) && a.chat === b.chat
}

function clear(draft: Draft, ctx: GateContext): number {
  const dropped = dropWaiting(draft, 'cleared')
  for (const { to, count } of dropped) tellInfo(draft, to, { type: 'info', what: 'dropped', count }, ctx)
  return dropped.reduce((sum, { count }) => sum + count, 0)
}
