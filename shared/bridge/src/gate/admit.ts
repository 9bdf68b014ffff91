import { type Disposition, SessionBusyError } from '../errors.ts'
import type { SessionState, Verdict } from '../ports/engine.ts'
import type { Admitted, InboundRecord, TurnRecord } from '../store/records.ts'
import { chatKeyOf } from '../words/chat.ts'
import type { Inbound } from '../words/inbound.ts'
import type { Policy } from '../words/policy.ts'
import type { SessionKey } from '../words/session.ts'
import type { GateContext } from './context.ts'
import { Draft } from './draft.ts'
import { tellHeld, tellKept } from './held.ts'
import { endTurn, isHeld, settleLane, startDue, startTurn, takeOver } from './lane.ts'
import { type NoticeMode, scheduleNotice, settleNotices, tellBusy, tellInfo, withdrawOffers } from './notices.ts'

/** How this message is to be admitted: configuration, resolved for its chat. */
export interface AdmitOptions {
  readonly session: SessionKey
  /** What happens at a busy session. `/queue` of the session goes before, unless `policyFixed`. */
  readonly policy: Policy
  /** The operator set this chat's policy; `/queue` does not change it. */
  readonly policyFixed: boolean
  readonly notices: NoticeMode
  /** A failure of the turn is not told in the chat. */
  readonly quietFailures?: boolean
  /** The channel tells refusals in its own answer; nothing is written for them. */
  readonly refusesInline: boolean
}

/** What the gate decided about a message. */
export interface Admission {
  readonly messageId: string
  readonly duplicate: boolean
  readonly admitted: Admitted
  /** The value that describes a busy session, for every admission that did not start. */
  readonly busy?: SessionBusyError
  /** Turns that this node owns since this decision: run them. */
  readonly started: readonly TurnRecord[]
  /** Running turns that were cancelled by it. */
  readonly cancelled: readonly TurnRecord[]
  /** Turns that were ended by it, because their owner was gone. */
  readonly ended: readonly TurnRecord[]
}

/**
 * Admits a message: recognises a redelivery, makes the message durable, and starts it or decides how it waits. One
 * transaction; only after it may the platform be told that the message was received.
 */
export function admit(
  state: SessionState,
  message: Inbound,
  options: AdmitOptions,
  ctx: GateContext,
): Verdict<Admission> {
  if (state.duplicate !== null) return { changes: [], result: again(state.duplicate, state, ctx) }
  const draft = new Draft(options.session, state)
  withdrawOffers(draft)
  const started: TurnRecord[] = []
  const ended: TurnRecord[] = []
  bury(draft, started, ended, ctx)

  const decision = place(draft, message, options, ctx)
  if (decision.type === 'refused' && decision.why === 'full' && options.refusesInline) {
    settle(draft, ctx)
    const busy = busyValue(draft, decision, ctx)
    return {
      changes: draft.changes(),
      result: { messageId: '', duplicate: false, admitted: decision, busy, started, cancelled: [], ended },
    }
  }

  const record = accept(draft, message, decision, options, ctx)
  for (const write of message.log?.(record.id, record.text) ?? []) draft.add({ type: 'log', ...write })
  const cancelled: TurnRecord[] = []
  const holder = draft.foreground
  switch (decision.type) {
    case 'started':
      startNow(draft, record, options, started, ctx)
      break
    case 'interrupting':
      if (holder !== undefined && holder.cancel === undefined) {
        const cause = effectivePolicy(draft, options) === 'rollback' ? 'rollback' : 'interrupt'
        cancelled.push(cancelTurn(draft, holder, { by: message.sender, cause, at: ctx.now }, ctx))
      }
      break
    case 'queued':
    case 'collecting':
    case 'steered':
    case 'refused':
      break
    default:
      decision satisfies never
  }
  const next = draft.foreground === undefined ? startDue(draft, ctx) : undefined
  if (next !== undefined) started.push(next)
  tell(draft, record, decision, options, ctx)
  settle(draft, ctx)
  const ran = draft.inbound(record.id)?.state === 'claimed'
  const alone = decision.type === 'collecting' && draft.foreground === undefined && !isHeld(draft.session, ctx.now)
  return {
    changes: draft.changes(),
    result: {
      messageId: record.id,
      duplicate: false,
      admitted: decision,
      ...(ran || alone || decision.type === 'started' ? {} : { busy: busyValue(draft, decision, ctx) }),
      started,
      cancelled,
      ended,
    },
  }
}

/** Commits a cancel: the phase tells it at once, the work stops soon. */
export function cancelTurn(
  draft: Draft,
  turn: TurnRecord,
  cancel: NonNullable<TurnRecord['cancel']>,
  ctx: GateContext,
): TurnRecord {
  return draft.putTurn({ ...turn, cancel, phase: { code: 'cancelling', since: ctx.now } })
}

/** Ends every decision: the lane's due time and the notices follow what was decided. */
export function settle(draft: Draft, ctx: GateContext): void {
  settleLane(draft)
  settleNotices(draft, ctx)
}

/** A message never waits behind a dead turn: one whose lease has ended is taken over, or ended, first. */
function bury(draft: Draft, started: TurnRecord[], ended: TurnRecord[], ctx: GateContext): void {
  const holder = draft.foreground
  if (holder === undefined) return
  if (ctx.isGone(holder) && !ctx.draining) {
    const result = takeOver(draft, holder, ctx)
    if (result.taken !== undefined) started.push(result.taken)
    if (result.ended !== undefined) ended.push(result.ended.turn)
    if (result.ended?.next !== undefined) started.push(result.ended.next)
    return
  }
  if (holder.cancel !== undefined && holder.cancel.at + ctx.rules.cancelGraceMs <= ctx.now) {
    const end = endTurn(
      draft,
      holder,
      { type: 'cancelled', by: holder.cancel.by, cause: holder.cancel.cause },
      undefined,
      ctx,
    )
    ended.push(end.turn)
    if (end.next !== undefined) started.push(end.next)
  }
}

function place(draft: Draft, message: Inbound, options: AdmitOptions, ctx: GateContext): Admitted {
  const pending = draft.pending
  const holder = draft.foreground
  const held = isHeld(draft.session, ctx.now)
  const policy = effectivePolicy(draft, options)
  const queued: Admitted = { type: 'queued', position: pending.length + 1 }
  if (message.album !== undefined && policy !== 'reject')
    return { type: 'collecting', dueAt: ctx.now + ctx.rules.albumQuietMs }
  if (holder === undefined && pending.length === 0 && !held && !ctx.draining) return { type: 'started' }
  if (holder !== undefined && policy === 'reject') return { type: 'refused', why: 'policy' }
  if (pending.length >= ctx.rules.queueCap) return { type: 'refused', why: 'full' }
  if (policy === 'collect') return { type: 'collecting', dueAt: ctx.now + ctx.rules.collectQuietMs }
  if (holder === undefined) return queued
  const beside = draft.running.length - 1 < ctx.rules.maxBeside
  switch (policy) {
    case 'queue':
    case 'reject':
      return queued
    case 'interrupt':
    case 'rollback':
      return { type: 'interrupting', turnId: holder.id }
    case 'steer':
      return ctx.capabilities.steer && holder.cancel === undefined ? { type: 'steered', turnId: holder.id } : queued
    case 'background':
      if (pending.length > 0 || draft.steering.length > 0) return queued
      return ctx.capabilities.parallel && beside && !ctx.draining ? { type: 'started' } : queued
    case 'parallel':
      return ctx.capabilities.parallel && beside && !ctx.draining ? { type: 'started' } : queued
    default:
      return policy satisfies never
  }
}

function accept(
  draft: Draft,
  message: Inbound,
  decision: Admitted,
  options: AdmitOptions,
  ctx: GateContext,
): InboundRecord {
  const id = ctx.id()
  const album = message.album === undefined ? {} : { album: message.album }
  const dueAt = decision.type === 'collecting' ? decision.dueAt : undefined
  if (dueAt !== undefined) {
    for (const other of draft.pending) {
      if (
        other.dueAt !== undefined &&
        other.album === message.album &&
        chatKeyOf(other.chat) === chatKeyOf(message.chat)
      ) {
        draft.putInbound({ ...other, dueAt })
      }
    }
  }
  return draft.putInbound({
    id,
    dedupeKey: message.dedupeKey,
    session: draft.session.key,
    generation: draft.session.generation,
    seq: draft.nextSeq(),
    chat: message.chat,
    sender: message.sender,
    text: message.text,
    attachments: message.attachments,
    ...(message.quote === undefined ? {} : { quote: message.quote }),
    ref: message.ref === '' ? id : message.ref,
    receivedAt: ctx.now,
    state: decision.type === 'refused' ? 'dropped' : 'pending',
    ...(decision.type === 'refused' ? { dropped: decision.why === 'full' ? 'full' : 'policy' } : {}),
    ...(dueAt === undefined ? {} : { dueAt, collect: true }),
    ...(decision.type === 'interrupting' ? { collect: true } : {}),
    ...(decision.type === 'steered' ? { steer: true } : {}),
    ...album,
    ...(options.quietFailures === true ? { quietFailure: true } : {}),
    admitted: decision,
  })
}

/** The message runs at once: alone in the lane, beside it, or in the place of what moves to the background. */
function startNow(
  draft: Draft,
  record: InboundRecord,
  options: AdmitOptions,
  started: TurnRecord[],
  ctx: GateContext,
): void {
  const holder = draft.foreground
  const policy = effectivePolicy(draft, options)
  if (holder !== undefined && policy === 'background') {
    draft.putTurn({ ...holder, kind: 'background' })
    if (options.notices !== 'off')
      tellInfo(
        draft,
        { chat: record.chat, person: record.sender },
        { type: 'info', what: 'background', number: holder.number },
        ctx,
      )
    for (const { steer: _, ...inbound } of draft.steering) draft.putInbound(inbound)
  }
  const kind = holder !== undefined && policy === 'parallel' ? 'parallel' : 'foreground'
  const turn = startTurn(draft, [record], kind, ctx)
  scheduleNotice(draft, turn, ctx.now + ctx.rules.slowAfterMs, ctx)
  started.push(turn)
}

function tell(draft: Draft, record: InboundRecord, decision: Admitted, options: AdmitOptions, ctx: GateContext): void {
  if (decision.type === 'started' || draft.inbound(record.id)?.state === 'claimed') return
  const holder = draft.foreground
  if (holder !== undefined) {
    // What loses a message is told whatever the chat's notices are set to.
    if (decision.type === 'refused')
      tellBusy(draft, holder, record, { type: 'refused', why: decision.why }, 'always', ctx)
    else tellBusy(draft, holder, record, { ...decision, inboundId: record.id }, options.notices, ctx)
  } else if (decision.type !== 'refused') {
    if (isHeld(draft.session, ctx.now))
      tellHeld(draft, record, { ...decision, inboundId: record.id }, options.notices, ctx)
    else if (ctx.draining) tellKept(draft, record, options.notices, ctx)
  } else {
    tellInfo(
      draft,
      { chat: record.chat, person: record.sender, replyTo: record.ref },
      { type: 'info', what: 'refused', why: decision.why, cap: ctx.rules.queueCap },
      ctx,
    )
  }
}

function effectivePolicy(draft: Draft, options: AdmitOptions): Policy {
  return options.policyFixed ? options.policy : (draft.session.policy ?? options.policy)
}

function busyValue(draft: Draft, admitted: Admitted, ctx: GateContext): SessionBusyError {
  const holder = draft.foreground
  const disposition: Disposition = admitted.type === 'started' ? { type: 'queued', position: 1 } : admitted
  const until = holder?.phase.until
  return new SessionBusyError({
    session: draft.session.key,
    reason: holder?.phase.code ?? 'queue_wait',
    since: holder?.startedAt ?? ctx.now,
    turnId: holder?.id ?? null,
    disposition,
    holder:
      holder === undefined
        ? isHeld(draft.session, ctx.now)
          ? 'another surface'
          : 'this node'
        : holder.owner === ctx.owner
          ? 'this node'
          : 'another node',
    ...(until === undefined ? {} : { retryAfterMs: Math.max(0, until - ctx.now) }),
  })
}

/** The answer to a redelivery is the first one's, as far as it still holds. */
function again(known: InboundRecord, state: SessionState, ctx: GateContext): Admission {
  const draft = new Draft(known.session, state)
  const waits = known.state === 'pending'
  return {
    messageId: known.id,
    duplicate: true,
    admitted: known.admitted,
    ...(waits ? { busy: busyValue(draft, known.admitted, ctx) } : {}),
    started: [],
    cancelled: [],
    ended: [],
  }
}
