import type { SessionState, Verdict } from '../ports/engine.ts'
import type { InfoContent } from '../store/notice-content.ts'
import type { DropReason, InboundRecord, TurnRecord } from '../store/records.ts'
import type { ActionName, ActionResult } from '../words/action.ts'
import type { ChatRef } from '../words/chat.ts'
import { chatKeyOf } from '../words/chat.ts'
import type { Person } from '../words/person.ts'
import type { SessionKey } from '../words/session.ts'
import { cancelTurn, settle } from './admit.ts'
import { type GateContext, may } from './context.ts'
import { Draft } from './draft.ts'
import { distinct, startDue, unsteer } from './lane.ts'
import { tellInfo, withdrawOffers } from './notices.ts'

/** A wish of a person: a tap, or a command in words. */
export interface ActRequest {
  readonly session: SessionKey
  /** Equal for every delivery of the same wish. */
  readonly key: string
  readonly action: ActionName
  /** A tap is answered on the platform itself; words are answered by a notice, unless the channel answers inline. */
  readonly via: 'tap' | 'text'
  readonly person: Person
  readonly chat: ChatRef
  /** A tap names the turn it was offered for; a command means whatever runs. */
  readonly turnId?: string
  /** The message that a `dequeue` removes; a command removes the person's latest one. */
  readonly inboundId?: string
  /** `/cancel <n>`: the task with this number. */
  readonly task?: number
  /** The message to answer, where the platform can. */
  readonly replyTo?: string
  /** The channel shows the answer to words itself. */
  readonly answersInline: boolean
  /** For `retry`: the messages of the turn, which are no longer live. */
  readonly retry?: readonly InboundRecord[]
}

/** What became of a wish. */
export interface Acted {
  readonly result: ActionResult
  /** There was nothing to act on: no turn runs. */
  readonly idle: boolean
  /** The same wish had been granted before; nothing was done now. */
  readonly repeated: boolean
  readonly dropped: number
  /** Messages that still wait. */
  readonly waiting: number
  /** The number of the task it was about. */
  readonly task?: number
  /** Running turns to stop now. */
  readonly cancelled: readonly TurnRecord[]
  /** Turns that this node owns since this decision. */
  readonly started: readonly TurnRecord[]
}

/** The least that every path reports. */
const NOTHING = { idle: false, repeated: false, dropped: 0, waiting: 0, cancelled: [], started: [] } satisfies Omit<
  Acted,
  'result'
>

/**
 * Carries out a wish once: recognises a redelivery, checks who may, and takes effect, in one transaction. It never
 * waits behind a turn, and a refused wish spends nothing.
 */
export function act(state: SessionState, request: ActRequest, ctx: GateContext): Verdict<Acted> {
  if (state.acted !== null) return { changes: [], result: { ...NOTHING, result: state.acted.result, repeated: true } }
  const draft = new Draft(request.session, state)
  const acted = effects[request.action](draft, request, ctx)
  // A refusal is kept too: delivered again, the same press must not be allowed what somebody else's turn would allow.
  draft.add({ type: 'act', row: { key: request.key, session: request.session, at: ctx.now, result: acted.result } })
  const reply = request.via === 'text' && !request.answersInline ? replyTo(request, acted) : undefined
  if (reply !== undefined) tellInfo(draft, request, reply, ctx)
  settle(draft, ctx)
  return { changes: draft.changes(), result: acted }
}

/** What words are answered with, where the change of a notice does not say it already. */
function replyTo(request: ActRequest, acted: Acted): InfoContent | undefined {
  if (acted.result === 'forbidden') return { type: 'info', what: 'forbidden' }
  if (acted.idle && request.task !== undefined) return { type: 'info', what: 'no_such_task', number: request.task }
  if (acted.idle) return { type: 'info', what: 'nothing_running' }
  if (acted.result === 'finished') return { type: 'info', what: 'finished' }
  if (request.task !== undefined) return { type: 'info', what: 'task_cancelled', number: request.task }
  if (request.action === 'wait') return { type: 'info', what: 'waiting', idle: false }
  if (request.action === 'dequeue') return { type: 'info', what: 'dequeued', waiting: acted.waiting }
  if (request.action === 'background') {
    return acted.result === 'unknown'
      ? { type: 'info', what: 'unavailable', option: 'background', instead: 'queue' }
      : { type: 'info', what: 'background', number: acted.task ?? 0 }
  }
  return undefined
}

type Effect = (draft: Draft, request: ActRequest, ctx: GateContext) => Acted

const effects: Readonly<Record<ActionName, Effect>> = { wait, cancel, new: renew, retry, background, dequeue }

function wait(draft: Draft, request: ActRequest, ctx: GateContext): Acted {
  const turn = target(draft, request)
  const mine = draft.pending.filter((inbound) => inbound.sender.id === request.person.id)
  for (const inbound of mine) draft.putInbound({ ...inbound, ping: true })
  if (turn === undefined || turn.state === 'finished') {
    if (mine.length > 0) return { ...NOTHING, result: 'done' }
    return { ...NOTHING, result: 'finished', idle: turn === undefined }
  }
  if (!allowed(ctx, request, turn.asker)) return { ...NOTHING, result: 'forbidden' }
  draft.putTurn({ ...turn, waiters: distinct([...turn.waiters, request.person]) })
  return { ...NOTHING, result: 'done' }
}

function cancel(draft: Draft, request: ActRequest, ctx: GateContext): Acted {
  const turn = target(draft, request)
  if (turn === undefined) return { ...NOTHING, result: 'finished', idle: true }
  if (turn.state === 'finished' || turn.cancel !== undefined) return { ...NOTHING, result: 'finished' }
  if (!allowed(ctx, request, turn.asker)) return { ...NOTHING, result: 'forbidden' }
  const cause = request.task === undefined ? 'person' : 'task'
  const stopped = cancelTurn(draft, spend(turn, request), { by: request.person, cause, at: ctx.now }, ctx)
  return { ...NOTHING, result: 'done', cancelled: [stopped] }
}

function renew(draft: Draft, request: ActRequest, ctx: GateContext): Acted {
  const named = draft.turn(request.turnId)
  if (named !== undefined && named.generation !== draft.session.generation) return { ...NOTHING, result: 'finished' }
  const holder = draft.foreground
  if (!allowed(ctx, request, holder?.asker ?? named?.asker ?? null)) return { ...NOTHING, result: 'forbidden' }
  if (named !== undefined) draft.putTurn(spend(named, request))
  const { cancelled, dropped } = nextGeneration(draft, { by: request.person, cause: 'new' }, request, ctx)
  return { ...NOTHING, result: 'done', dropped, cancelled }
}

/** A chat that is told something, and whom there it is told to. */
type Listener = Parameters<typeof tellInfo>[1]

/** What of a chat was dropped. */
interface Dropped {
  readonly to: Listener
  readonly count: number
}

/**
 * Cancels what runs in the lane, drops what waits, and begins the session's next generation. Every chat that loses
 * something by it is told so, with its own count; who asked for it, always.
 */
export function nextGeneration(
  draft: Draft,
  cancel: { readonly by: Person | null; readonly cause: 'new' | 'operator' },
  asked: Listener | null,
  ctx: GateContext,
): { readonly cancelled: TurnRecord[]; readonly dropped: number } {
  const holder = draft.foreground
  const cancelled =
    holder === undefined || holder.cancel !== undefined
      ? []
      : [cancelTurn(draft, holder, { ...cancel, at: ctx.now }, ctx)]
  const dropped = dropWaiting(draft, 'new')
  // The buttons of the last failure belong to the session that ends here.
  withdrawOffers(draft)
  draft.session = { ...draft.session, generation: draft.session.generation + 1 }
  const losers = [...dropped.map(({ to }) => to), ...cancelled.map(({ chat, asker }) => listenerOf(chat, asker))]
  const listeners = new Map([...losers, ...(asked === null ? [] : [asked])].map((to) => [chatKeyOf(to.chat), to]))
  for (const [key, to] of listeners) {
    const here = dropped.find((one) => chatKeyOf(one.to.chat) === key)?.count ?? 0
    tellInfo(draft, to, { type: 'info', what: 'new_session', dropped: here, cancelled: cancelled.length > 0 }, ctx)
  }
  return { cancelled, dropped: dropped.reduce((sum, { count }) => sum + count, 0) }
}

/** Drops everything that waits. Returns how much it was in which chat, for the caller to tell. */
export function dropWaiting(draft: Draft, reason: DropReason): readonly Dropped[] {
  const counts = new Map<string, Dropped>()
  for (const inbound of [...draft.pending, ...draft.steering]) {
    draft.putInbound({ ...inbound, state: 'dropped', dropped: reason })
    const key = chatKeyOf(inbound.chat)
    const count = (counts.get(key)?.count ?? 0) + 1
    counts.set(key, { to: listenerOf(inbound.chat, inbound.sender), count })
  }
  return [...counts.values()]
}

/** Who reads what is told to a chat: a direct chat has one reader, whose language it is told in. */
function listenerOf(chat: ChatRef, person: Person): Listener {
  return chat.kind === 'direct' ? { chat, person } : { chat }
}

function retry(draft: Draft, request: ActRequest, ctx: GateContext): Acted {
  const turn = draft.turn(request.turnId)
  const messages = request.retry ?? []
  if (turn === undefined || messages.length === 0) return { ...NOTHING, result: 'finished', idle: true }
  const stale = turn.generation !== draft.session.generation
  const retryable = turn.outcome?.type === 'failed' || turn.outcome?.type === 'interrupted'
  if (!retryable || turn.spent.retry !== undefined || stale) return { ...NOTHING, result: 'finished' }
  if (!allowed(ctx, request, turn.asker)) return { ...NOTHING, result: 'forbidden' }
  draft.putTurn({ ...spend(turn, request), erased: true })
  withdrawOffers(draft, turn.id)
  for (const message of messages) {
    const { turnId: _t, dueAt: _d, steer: _s, ...rest } = message
    draft.putInbound({ ...rest, state: 'pending', ...(messages.length > 1 ? { collect: true } : {}) })
  }
  const next = startDue(draft, ctx)
  return { ...NOTHING, result: 'done', started: next === undefined ? [] : [next] }
}

function background(draft: Draft, request: ActRequest, ctx: GateContext): Acted {
  const turn = target(draft, request)
  if (turn === undefined) return { ...NOTHING, result: 'finished', idle: true }
  if (turn.state === 'finished' || turn.kind !== 'foreground' || turn.cancel !== undefined)
    return { ...NOTHING, result: 'finished' }
  const full = draft.running.length > ctx.rules.maxBeside
  if (!ctx.capabilities.parallel || full) return { ...NOTHING, result: 'unknown' }
  if (!allowed(ctx, request, turn.asker)) return { ...NOTHING, result: 'forbidden' }
  draft.putTurn({ ...spend(turn, request), kind: 'background' })
  unsteer(draft)
  const next = startDue(draft, ctx)
  return { ...NOTHING, result: 'done', task: turn.number, started: next === undefined ? [] : [next] }
}

function dequeue(draft: Draft, request: ActRequest, ctx: GateContext): Acted {
  const chat = chatKeyOf(request.chat)
  const waiting = [...draft.pending, ...draft.steering]
  const inbound =
    request.inboundId === undefined
      ? waiting.findLast((one) => one.sender.id === request.person.id && chatKeyOf(one.chat) === chat)
      : waiting.find((one) => one.id === request.inboundId)
  if (inbound === undefined)
    return { ...NOTHING, result: 'finished', idle: waiting.length === 0 && draft.running.length === 0 }
  if (!allowed(ctx, request, inbound.sender)) return { ...NOTHING, result: 'forbidden' }
  draft.putInbound({ ...inbound, state: 'dropped', dropped: 'dequeued' })
  return { ...NOTHING, result: 'done', dropped: 1, waiting: draft.pending.length }
}

function target(draft: Draft, request: ActRequest): TurnRecord | undefined {
  if (request.turnId !== undefined) return draft.turn(request.turnId)
  if (request.task !== undefined) return draft.running.find((turn) => turn.number === request.task)
  return draft.foreground ?? draft.running.at(-1)
}

function spend(turn: TurnRecord, request: ActRequest): TurnRecord {
  return { ...turn, spent: { ...turn.spent, [request.action]: request.person.id } }
}

function allowed(ctx: GateContext, request: ActRequest, owner: Person | null): boolean {
  return may(ctx.rules.permissions[request.action], request.person, owner, request.chat.kind === 'direct')
}
