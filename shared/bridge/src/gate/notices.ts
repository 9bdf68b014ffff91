import type { BusyContent, InfoContent, NoticeContent } from '../store/notice-content.ts'
import type { InboundRecord, NoticeRecord, TurnRecord } from '../store/records.ts'
import { type ChatRef, chatKeyOf, routeOf } from '../words/chat.ts'
import type { NoticeMode } from '../words/notice-mode.ts'
import type { Outcome } from '../words/outcome.ts'
import type { Person } from '../words/person.ts'
import { WORTH_TELLING } from '../words/phase.ts'
import type { GateContext } from './context.ts'
import type { Draft } from './draft.ts'

/*
 * The notice rules. A decision changes turns and messages; `settleNotices` then brings the live notices in line with
 * them, in the same transaction. So what a person is owed is durable with what owes it, and no decision forgets it.
 */

export type { NoticeMode } from '../words/notice-mode.ts'

/** A notice that waits for this is sent only when something is lost: its chat wants no others. */
const NEVER = Number.MAX_SAFE_INTEGER

/** The live notice of a turn in a chat. */
export function noticeOf(draft: Draft, turnId: string, chat: ChatRef): NoticeRecord | undefined {
  const key = chatKeyOf(chat)
  return draft.notices.find((notice) => notice.turnId === turnId && chatKeyOf(notice.chat) === key)
}

/** Opens a turn's notice in its own chat, unseen until `notBefore`: a quick turn never shows it. */
export function scheduleNotice(draft: Draft, turn: TurnRecord, notBefore: number, ctx: GateContext): void {
  if (noticeOf(draft, turn.id, turn.chat) !== undefined) return
  const at = turn.notices === 'off' ? NEVER : notBefore
  draft.putNotice(newNotice(turn, turn.chat, turn.asker, busyContent(turn), at, ctx))
}

/** Whether a message that meets a busy turn is told of it. */
function isTold(mode: NoticeMode | undefined, sender: Person, turn: TurnRecord): boolean {
  return mode !== 'off' && (mode !== 'asker-only' || turn.asker.id === sender.id)
}

/** Whether who waits in the turn's chat is told of this turn too, soon after it has got the lane. */
export function isToldAgain({ chat, sender, notices }: InboundRecord, turn: TurnRecord): boolean {
  if (chatKeyOf(chat) !== chatKeyOf(turn.chat) || notices === 'first-only') return false
  return isTold(notices, sender, turn)
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
  if (!isTold(mode, message.sender, turn)) return
  const known = noticeOf(draft, turn.id, message.chat)
  if (known === undefined) {
    const content: BusyContent = { ...busyContent(turn), latest: saidIn(latest, 1) }
    const notice = newNotice(turn, message.chat, message.sender, content, ctx.now, ctx)
    draft.putNotice({ ...notice, replyTo: message.ref })
    return
  }
  if (latest.type !== 'refused') tellUnseenRefusal(draft, known, ctx)
  // Should the refusal have to be told by itself, it answers the message that was refused.
  const shown = latest.type === 'refused' ? { ...known, replyTo: message.ref } : known
  const revision = isOut(shown) ? shown.revision + 1 : shown.revision
  const content: BusyContent = { ...busyContent(turn), latest: saidIn(latest, revision) }
  sayOf(draft, shown, message, content, ctx)
}

/** Says in a notice that is there what became of a message. One that nobody has seen opens now, for the message's sender. */
export function sayOf(
  draft: Draft,
  shown: NoticeRecord,
  message: Pick<InboundRecord, 'sender' | 'ref'>,
  content: BusyContent,
  ctx: GateContext,
): void {
  if (isOut(shown)) revise(draft, shown, content)
  else
    draft.putNotice({
      ...shown,
      content,
      person: message.sender,
      replyTo: message.ref,
      notBefore: Math.min(shown.notBefore, ctx.now),
    })
}

/** A refusal is told for each message, and a notice says nothing twice: which revision says it makes each its own. */
function saidIn(latest: NonNullable<BusyContent['latest']>, said: number): NonNullable<BusyContent['latest']> {
  return latest.type === 'refused' ? { ...latest, said } : latest
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
    // A command is no message of its own where the core gives messages their ids: there is nothing to reply to.
    ...(to.replyTo === undefined || to.replyTo === '' ? {} : { replyTo: to.replyTo }),
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
  for (const notice of draft.notices) {
    const turn = draft.turn(notice.turnId)
    if (turn?.state !== 'running' || notice.content.type !== 'busy') continue
    const latest = latestOf({ ...notice, content: notice.content }, draft)
    const content: BusyContent = { ...busyContent(turn), ...(latest === undefined ? {} : { latest }) }
    const urgent = WORTH_TELLING.has(turn.phase.code) || turn.stalledAt !== undefined
    const opens = urgent && turn.notices !== 'off' && !isOut(notice)
    revise(draft, opens ? { ...notice, notBefore: Math.min(notice.notBefore, ctx.now) } : notice, content)
  }
}

/**
 * Closes the notices of a turn that has ended. One that nobody has seen stays unseen, unless the outcome itself has to
 * be told. The final state waits for the answer, which `after` names.
 */
export function closeNotices(
  draft: Draft,
  turn: TurnRecord,
  outcome: Outcome,
  after: string | undefined,
  ctx: GateContext,
): void {
  const waiting = isOfLane(turn) ? draft.pending.length : 0
  const silent = outcome.type === 'failed' && turn.quietFailure === true
  const offer = outcome.type === 'failed'
  for (const notice of draft.notices) {
    if (notice.turnId !== turn.id) continue
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
    if (isOut(row)) {
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
  const { content, sent, revision } = notice
  if (content.type !== 'busy' || content.latest?.type !== 'refused') return
  if (sent >= (content.latest.said ?? revision)) return
  tellInfo(draft, notice, { type: 'info', what: 'refused', why: content.latest.why, cap: ctx.rules.queueCap }, ctx)
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

/** Gives a notice a new thing to say, if it is new: a new revision where somebody may have seen the last one. */
export function revise(draft: Draft, notice: NoticeRecord, content: NoticeContent): void {
  if (same(notice.content, content)) return
  draft.putNotice({ ...notice, content, revision: isOut(notice) ? notice.revision + 1 : notice.revision })
}

/** Whether somebody may have seen the notice: it was sent, is being sent, or was when its node died. */
export function isOut({ sent, claim }: Pick<NoticeRecord, 'sent' | 'claim'>): boolean {
  return sent > 0 || claim !== undefined
}

/**
 * What became of the chat's latest message that waits. A refusal is told until something else happens, and so is a message
 * that was given to the turn, unless it was taken back or starts a turn of its own.
 */
export function latestOf(
  { chat, turnId, content }: Pick<NoticeRecord, 'chat' | 'turnId'> & { readonly content: BusyContent },
  draft: Draft,
): BusyContent['latest'] {
  const { latest } = content
  if (latest?.type === 'refused') return latest
  if (latest?.type === 'steered' && isGivenTo(turnId, draft.inbound(latest.inboundId))) return latest
  // What waits, waits for the lane: a turn beside it has no line.
  if (!isOfLane(draft.turn(turnId))) return undefined
  const { pending } = draft
  const key = chatKeyOf(chat)
  const index = pending.findLastIndex((inbound) => chatKeyOf(inbound.chat) === key)
  const last = pending[index]
  if (last === undefined) return undefined
  if (latest?.inboundId === last.id && latest.type !== 'queued' && latest.type !== 'steered') return latest
  return { type: 'queued', position: index + 1, inboundId: last.id }
}

function isOfLane(turn: TurnRecord | undefined): boolean {
  return turn === undefined || turn.kind === 'foreground'
}

/** Whether a message is to be given to the turn in the lane, or was given to this one. */
function isGivenTo(turnId: string | undefined, message: InboundRecord | undefined): boolean {
  if (message?.steer !== true) return false
  return message.state === 'pending' || (message.state === 'claimed' && message.turnId === turnId)
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
