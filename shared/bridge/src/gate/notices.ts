import type { BusyContent, InfoContent, NoticeContent } from '../store/notice-content.ts'
import type { InboundRecord, NoticeRecord, TurnRecord } from '../store/records.ts'
import { type ChatRef, chatKeyOf, routeOf } from '../words/chat.ts'
import { FAILURES } from '../words/failure.ts'
import type { Outcome } from '../words/outcome.ts'
import type { Person } from '../words/person.ts'
import { WORTH_TELLING } from '../words/phase.ts'
import type { GateContext } from './context.ts'
import type { Draft } from './draft.ts'

/*
 * The notice rules. A decision changes turns and messages; `settleNotices` then brings the live notices in line with
 * them, in the same transaction. So what a person is owed is durable with what owes it, and no decision forgets it.
 */

/** How a chat wants to be told. `off` leaves only outcomes that lose something. */
export type NoticeMode = 'always' | 'asker-only' | 'first-only' | 'off'

/** The live notice of a turn in a chat. */
export function noticeOf(draft: Draft, turnId: string, chat: ChatRef): NoticeRecord | undefined {
  const key = chatKeyOf(chat)
  return draft.notices.find((notice) => notice.turnId === turnId && chatKeyOf(notice.chat) === key)
}

/** Opens a turn's notice in its own chat, unseen until `notBefore`: a quick turn never shows it. */
export function scheduleNotice(draft: Draft, turn: TurnRecord, notBefore: number, ctx: GateContext): void {
  if (noticeOf(draft, turn.id, turn.chat) !== undefined) return
  draft.putNotice(newNotice(turn, turn.chat, turn.asker, busyContent(turn), notBefore, ctx))
}

/** A message met a busy session: its chat's notice of the holder opens now, or says what became of the message. */
export function tellBusy(
  draft: Draft,
  turn: TurnRecord,
  message: Pick<InboundRecord, 'chat' | 'sender' | 'ref'>,
  latest: NonNullable<BusyContent['latest']>,
  mode: NoticeMode,
  ctx: GateContext,
): void {
  if (mode === 'off' || (mode === 'asker-only' && turn.asker.id !== message.sender.id)) return
  const known = noticeOf(draft, turn.id, message.chat)
  if (known !== undefined && latest.type !== 'refused') tellUnseenRefusal(draft, known, ctx)
  // Should the refusal have to be told by itself, it answers the message that was refused.
  const shown = known === undefined || latest.type !== 'refused' ? known : { ...known, replyTo: message.ref }
  if (shown === undefined) {
    const content: BusyContent = { ...busyContent(turn), latest }
    const notice = newNotice(turn, message.chat, message.sender, content, ctx.now, ctx)
    draft.putNotice({ ...notice, replyTo: message.ref })
    return
  }
  const content: BusyContent = { ...(shown.content.type === 'busy' ? shown.content : busyContent(turn)), latest }
  if (!isOut(shown, ctx)) {
    draft.putNotice({
      ...shown,
      content,
      person: message.sender,
      replyTo: message.ref,
      notBefore: Math.min(shown.notBefore, ctx.now),
    })
    return
  }
  if (mode !== 'first-only') revise(draft, shown, content)
}

/** A message of its own, said once. */
export function tellInfo(
  draft: Draft,
  to: { readonly chat: ChatRef; readonly person?: Person; readonly replyTo?: string },
  content: InfoContent,
  ctx: GateContext,
): NoticeRecord {
  return draft.putNotice({
    id: ctx.id(),
    session: draft.session.key,
    chat: to.chat,
    route: routeOf(to.chat),
    ...(to.person === undefined ? {} : { person: to.person }),
    ...(to.replyTo === undefined ? {} : { replyTo: to.replyTo }),
    state: 'closed',
    content,
    revision: 1,
    sent: 0,
    openedAt: ctx.now,
    notBefore: ctx.now,
    failures: 0,
  })
}

/** The buttons of earlier outcomes no longer help: of one turn's, or of all when the chat has a new message. */
export function withdrawOffers(draft: Draft, turnId?: string): void {
  for (const notice of draft.notices) {
    if (notice.content.type !== 'outcome' || (turnId !== undefined && notice.turnId !== turnId)) continue
    revise(draft, { ...notice, state: 'closed' }, { ...notice.content, offer: false })
  }
}

/** Brings the live notices of running turns in line with the turns and the queue. */
export function settleNotices(draft: Draft, ctx: GateContext): void {
  const pending = draft.pending
  for (const notice of draft.notices) {
    if (notice.state !== 'live' || notice.content.type !== 'busy') continue
    const turn = notice.turnId === undefined ? undefined : draft.turn(notice.turnId)
    if (turn === undefined || turn.state !== 'running') {
      settleHandedBack(draft, notice, notice.content, ctx)
      continue
    }
    const urgent = WORTH_TELLING.has(turn.phase.code) || turn.stalledAt !== undefined
    const out = isOut(notice, ctx)
    const due = urgent && !out && notice.notBefore > ctx.now
    const latest = latestOf(notice, pending)
    const content: BusyContent = { ...busyContent(turn), ...(latest === undefined ? {} : { latest }) }
    const row = due ? { ...notice, notBefore: ctx.now } : notice
    if (!out) {
      if (due || !same(row.content, content)) draft.putNotice({ ...row, content })
    } else {
      revise(draft, row, content)
    }
  }
}

/** The lane has a turn again: the notices of one that was handed back speak of it from now on. */
export function adoptNotices(draft: Draft, turn: TurnRecord): void {
  for (const notice of draft.notices) {
    const handedBack = notice.content.type === 'busy' && notice.content.elsewhere === true
    if (notice.state === 'live' && handedBack) draft.putNotice({ ...notice, turnId: turn.id })
  }
}

/** Another surface has the session: the notice says so as long as something of its chat waits. */
function settleHandedBack(draft: Draft, notice: NoticeRecord, content: BusyContent, ctx: GateContext): void {
  const { latest: _, ...rest } = content
  const latest = latestOf(notice, draft.pending)
  const key = chatKeyOf(notice.chat)
  const waits = draft.pending.some((inbound) => chatKeyOf(inbound.chat) === key)
  const said: BusyContent = { ...rest, elsewhere: true, ...(waits && latest !== undefined ? { latest } : {}) }
  const row: NoticeRecord = waits ? notice : { ...notice, state: 'closed' }
  if (isOut(notice, ctx)) draft.putNotice({ ...row, content: said, revision: row.revision + 1 })
  else draft.putNotice({ ...row, content: said, ...(waits ? {} : { sent: row.revision }) })
}

/**
 * Closes the notices of a turn that has ended. One that nobody has seen stays unseen, unless the outcome itself has to
 * be told. The final state waits for the answer, which `after` names.
 */
export function closeNotices(draft: Draft, turn: TurnRecord, after: string | undefined, ctx: GateContext): void {
  const outcome = turn.outcome
  if (outcome === undefined) return
  const waiting = draft.pending.length
  const silent = outcome.type === 'failed' && turn.quietFailure === true
  const offer = outcome.type === 'failed' && FAILURES[outcome.failure.code].actions.length > 0
  for (const notice of draft.notices) {
    if (notice.turnId !== turn.id || notice.state !== 'live') continue
    tellUnseenRefusal(draft, notice, ctx)
    const content: NoticeContent = {
      type: 'outcome',
      outcome,
      tookMs: Math.max(0, ctx.now - turn.startedAt),
      waiting,
      ...(turn.attempts > 1 ? { resumed: true } : {}),
      ...(offer ? { offer } : {}),
    }
    const row: NoticeRecord = { ...notice, state: offer ? 'live' : 'closed', ...(after === undefined ? {} : { after }) }
    const home = chatKeyOf(notice.chat) === chatKeyOf(turn.chat)
    if (isOut(row, ctx)) {
      draft.putNotice({ ...row, content, revision: row.revision + 1, notBefore: ctx.now })
    } else if (outcome.type !== 'completed' && home && !toldElsewhere(outcome) && !silent) {
      draft.putNotice({ ...row, content, notBefore: ctx.now })
    } else {
      draft.putNotice({ ...row, content, state: 'closed', sent: row.revision })
    }
  }
}

/**
 * A refusal is a debt: it is said in the holder's notice, and by itself where that notice is about to say something else
 * before anybody has seen it.
 */
export function tellUnseenRefusal(draft: Draft, notice: NoticeRecord, ctx: GateContext): void {
  const { content, chat, person, replyTo } = notice
  if (content.type !== 'busy' || content.latest?.type !== 'refused' || notice.sent >= notice.revision) return
  tellInfo(
    draft,
    { chat, ...(person === undefined ? {} : { person }), ...(replyTo === undefined ? {} : { replyTo }) },
    { type: 'info', what: 'refused', why: content.latest.why, cap: ctx.rules.queueCap },
    ctx,
  )
}

/** A turn that `/new` ended is told by the notice of the new session. */
function toldElsewhere(outcome: Outcome): boolean {
  return outcome.type === 'cancelled' && outcome.cause === 'new'
}

/** What a running turn's notice says by itself. */
export function busyContent(turn: TurnRecord): BusyContent {
  return {
    type: 'busy',
    phase: turn.phase,
    startedAt: turn.startedAt,
    ...(turn.stalledAt === undefined ? {} : { stalledAt: turn.stalledAt }),
    ...(turn.kind === 'foreground' ? {} : { background: true }),
    ...(turn.attempts > 1 ? { resumed: true } : {}),
  }
}

/** Gives a notice a new thing to say, if it is new. */
export function revise(draft: Draft, notice: NoticeRecord, content: NoticeContent): void {
  if (!same(notice.content, content)) draft.putNotice({ ...notice, content, revision: notice.revision + 1 })
}

/** Whether somebody may have seen the notice: it was sent, or is being sent right now. */
function isOut(notice: NoticeRecord, ctx: GateContext): boolean {
  return notice.sent > 0 || (notice.claim !== undefined && notice.claim.until > ctx.now)
}

function latestOf(notice: NoticeRecord, pending: readonly InboundRecord[]): BusyContent['latest'] {
  if (notice.content.type !== 'busy') return undefined
  const latest = notice.content.latest
  if (latest?.type === 'refused' || latest?.type === 'steered') return latest
  const key = chatKeyOf(notice.chat)
  const index = pending.findLastIndex((inbound) => chatKeyOf(inbound.chat) === key)
  const last = pending[index]
  if (last === undefined) return undefined
  if (latest !== undefined && latest.inboundId === last.id && latest.type !== 'queued') return latest
  return { type: 'queued', position: index + 1, inboundId: last.id }
}

function newNotice(
  turn: TurnRecord,
  chat: ChatRef,
  person: Person,
  content: BusyContent,
  notBefore: number,
  ctx: GateContext,
): NoticeRecord {
  return {
    id: ctx.id(),
    session: turn.session,
    chat,
    route: routeOf(chat),
    turnId: turn.id,
    person,
    state: 'live',
    content,
    revision: 1,
    sent: 0,
    openedAt: ctx.now,
    notBefore,
    replyTo: turn.replyTo,
    failures: 0,
  }
}

function same(a: NoticeContent, b: NoticeContent): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
