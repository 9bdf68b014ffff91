import { type Disposition, SessionBusyError } from '../errors.ts'
import type { SessionState, Verdict } from '../ports/engine.ts'
import type { Admitted, InboundRecord, TurnRecord } from '../store/records.ts'
import { chatKeyOf } from '../words/chat.ts'
import type { Inbound } from '../words/inbound.ts'
import type { NoticeMode } from '../words/notice-mode.ts'
import type { Policy } from '../words/policy.ts'
import type { SessionKey } from '../words/session.ts'
import type { GateContext } from './context.ts'
import { Draft } from './draft.ts'
import { settleHeld, tellHeld, tellKept } from './held.ts'
import { isHeld, lookAfter, settleLane, startTurn, unsteer } from './lane.ts'
import { scheduleNotice, settleNotices, tellBusy, tellInfo, withdrawOffers } from './notices.ts'

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
  /** The value that describes a busy session, for every admission that met one. */
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
  // A message never waits behind a dead turn, and never passes what is due.
  const { started, ended } = lookAfter(draft, ctx)
  const policy = options.policyFixed ? options.policy : (draft.session.policy ?? options.policy)

  const decision = place(draft, message, policy, ctx)
  if (decision.type === 'refused' && decision.why === 'full' && options.refusesInline) {
    settle(draft, ctx)
    const busy = busyValue(draft, decision, ctx)
    return {
      changes: draft.changes(),
      result: { messageId: '', duplicate: false, admitted: decision, ...busy, started, cancelled: [], ended },
    }
  }

  const record = accept(draft, message, decision, options, ctx)
  for (const write of message.log?.(record.id, record.text) ?? []) draft.add({ type: 'log', ...write })
  const cancelled = decision.type === 'interrupting' ? interrupt(draft, message, policy, ctx) : []
  const now = decision.type === 'started' ? [startNow(draft, record, policy, options, ctx)] : []
  if (decision.type !== 'started') tell(draft, record, decision, options.notices, ctx)
  settle(draft, ctx)
  return {
    changes: draft.changes(),
    result: {
      messageId: record.id,
      duplicate: false,
      admitted: decision,
      ...(decision.type === 'started' ? {} : busyValue(draft, decision, ctx)),
      started: [...started, ...now],
      cancelled,
      ended,
    },
  }
}

/** Commits a cancel: the phase tells it at once, the work stops soon. The turn hears nothing more. */
export function cancelTurn(
  draft: Draft,
  turn: TurnRecord,
  cancel: NonNullable<TurnRecord['cancel']>,
  ctx: GateContext,
): TurnRecord {
  if (turn.kind === 'foreground') unsteer(draft)
  return draft.putTurn({ ...turn, cancel, phase: { code: 'cancelling', since: ctx.now } })
}

/** Ends every decision: the lane's due time and the notices follow what was decided. */
export function settle(draft: Draft, ctx: GateContext): void {
  settleLane(draft)
  settleNotices(draft, ctx)
  settleHeld(draft)
}

function place(draft: Draft, message: Inbound, policy: Policy, ctx: GateContext): Admitted {
  const { pending, steering, foreground: holder, running } = draft
  const { rules, capabilities } = ctx
  const held = isHeld(draft.session, ctx.now)
  const waiting = pending.length + steering.length
  const album: Admitted = { type: 'collecting', dueAt: ctx.now + rules.albumQuietMs }
  if (message.album !== undefined && pending.some((other) => isSameAlbum(other, message))) return album
  if (policy === 'reject' && (holder !== undefined || held)) return { type: 'refused', why: 'policy' }
  if (holder === undefined && waiting === 0 && !held && !ctx.draining)
    return message.album === undefined ? { type: 'started' } : album
  if (holder !== undefined && message.album === undefined && capabilities.parallel && !ctx.draining) {
    const beside = policy === 'parallel' || (policy === 'background' && waiting === 0)
    if (beside && running.length <= rules.maxBeside) return { type: 'started' }
  }
  if (waiting >= rules.queueCap) return { type: 'refused', why: 'full' }
  const kept: Admitted = message.album === undefined ? { type: 'queued', position: pending.length + 1 } : album
  switch (policy) {
    case 'collect':
      return message.album === undefined ? { type: 'collecting', dueAt: ctx.now + rules.collectQuietMs } : album
    case 'interrupt':
    case 'rollback':
      return holder === undefined ? kept : { type: 'interrupting', turnId: holder.id }
    case 'steer': {
      const hears = capabilities.steer && holder !== undefined && holder.cancel === undefined
      // What is given to a running turn is words: what came with them would be lost.
      const words = message.album === undefined && message.attachments.length === 0
      return hears && words ? { type: 'steered', turnId: holder.id } : kept
    }
    case 'queue':
    case 'reject':
    case 'parallel':
    case 'background':
      return kept
    default:
      return policy satisfies never
  }
}

function isSameAlbum(other: InboundRecord, message: Inbound): boolean {
  return other.album === message.album && chatKeyOf(other.chat) === chatKeyOf(message.chat)
}

/** Cancels the turn that has the lane, unless somebody has. */
function interrupt(draft: Draft, { sender }: Inbound, policy: Policy, ctx: GateContext): TurnRecord[] {
  const holder = draft.foreground
  if (holder === undefined || holder.cancel !== undefined) return []
  const cause = policy === 'rollback' && ctx.capabilities.erase ? 'rollback' : 'interrupt'
  return [cancelTurn(draft, holder, { by: sender, cause, at: ctx.now }, ctx)]
}

function accept(
  draft: Draft,
  message: Inbound,
  decision: Admitted,
  options: AdmitOptions,
  ctx: GateContext,
): InboundRecord {
  const id = ctx.id()
  const dueAt = windowOf(message, decision, ctx)
  // A window is as long as its last message says: all of it waits for more.
  for (const other of draft.pending) {
    if (dueAt !== undefined && other.dueAt !== undefined && isSameAlbum(other, message))
      draft.putInbound({ ...other, dueAt })
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
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(decision.type === 'collecting' || decision.type === 'interrupting' ? { collect: true } : {}),
    ...(decision.type === 'steered' ? { steer: true } : {}),
    ...(message.album === undefined ? {} : { album: message.album }),
    ...(options.quietFailures === true ? { quietFailure: true } : {}),
    ...(options.notices === 'always' ? {} : { notices: options.notices }),
    admitted: decision,
  })
}

/** When the message's window closes, where it has one: the pieces of an album arrive apart. */
function windowOf({ album }: Inbound, decision: Admitted, ctx: GateContext): number | undefined {
  if (decision.type === 'collecting') return decision.dueAt
  return decision.type === 'interrupting' && album !== undefined ? ctx.now + ctx.rules.albumQuietMs : undefined
}

/** The message runs at once: alone in the lane, beside it, or in the place of what moves to the background. */
function startNow(
  draft: Draft,
  record: InboundRecord,
  policy: Policy,
  options: AdmitOptions,
  ctx: GateContext,
): TurnRecord {
  const holder = draft.foreground
  if (holder !== undefined && policy === 'background') {
    draft.putTurn({ ...holder, kind: 'background' })
    if (options.notices !== 'off')
      tellInfo(
        draft,
        { chat: record.chat, person: record.sender },
        { type: 'info', what: 'background', number: holder.number },
        ctx,
      )
  }
  const turn = startTurn(draft, [record], draft.foreground === undefined ? 'foreground' : 'parallel', ctx)
  scheduleNotice(draft, turn, ctx.now + ctx.rules.slowAfterMs, ctx)
  return turn
}

/** Says what became of a message that did not start. What loses it is told whatever the chat's notices are set to. */
function tell(
  draft: Draft,
  record: InboundRecord,
  decision: Exclude<Admitted, { type: 'started' }>,
  mode: NoticeMode,
  ctx: GateContext,
): void {
  const holder = draft.foreground
  if (decision.type === 'refused') {
    const { why } = decision
    if (holder !== undefined) tellBusy(draft, holder, record, { type: 'refused', why }, 'always', ctx)
    else
      tellInfo(
        draft,
        { chat: record.chat, person: record.sender, replyTo: record.ref },
        { type: 'info', what: 'refused', why, cap: ctx.rules.queueCap },
        ctx,
      )
    return
  }
  const latest = { ...decision, inboundId: record.id }
  if (holder !== undefined) tellBusy(draft, holder, record, latest, mode, ctx)
  else if (isHeld(draft.session, ctx.now)) tellHeld(draft, record, latest, mode, ctx)
  else if (ctx.draining) tellKept(draft, record, mode, ctx)
}

/** The value that describes the busy session; nothing where the message only waits for a window of its own to close. */
function busyValue(draft: Draft, admitted: Admitted, ctx: GateContext): Pick<Admission, 'busy'> {
  const holder = draft.foreground
  const held = isHeld(draft.session, ctx.now)
  if (holder === undefined && !held && !ctx.draining && admitted.type !== 'refused') return {}
  const disposition: Disposition = admitted.type === 'started' ? { type: 'queued', position: 1 } : admitted
  const until = holder?.phase.until
  const busy = new SessionBusyError({
    session: draft.session.key,
    reason: holder?.phase.code ?? 'queue_wait',
    since: holder?.startedAt ?? ctx.now,
    turnId: holder?.id ?? null,
    disposition,
    holder: holderOf(holder, held, ctx),
    ...(until === undefined ? {} : { retryAfterMs: Math.max(0, until - ctx.now) }),
  })
  return { busy }
}

function holderOf(turn: TurnRecord | undefined, held: boolean, ctx: GateContext): SessionBusyError['holder'] {
  if (turn !== undefined) return turn.owner === ctx.owner ? 'this node' : 'another node'
  return held ? 'another surface' : 'this node'
}

/** The answer to a redelivery is the first one's, as far as it still holds. */
function again(known: InboundRecord, state: SessionState, ctx: GateContext): Admission {
  const draft = new Draft(known.session, state)
  const waits = known.state === 'pending' || known.admitted.type === 'refused'
  return {
    messageId: known.id,
    duplicate: true,
    admitted: known.admitted,
    ...(waits ? busyValue(draft, known.admitted, ctx) : {}),
    started: [],
    cancelled: [],
    ended: [],
  }
}
