import type { BusyContent } from '../store/notice-content.ts'
import type { InboundRecord, NoticeRecord, TurnRecord } from '../store/records.ts'
import { type ChatRef, chatKeyOf, routeOf } from '../words/chat.ts'
import type { NoticeMode } from '../words/notice-mode.ts'
import type { GateContext } from './context.ts'
import type { Draft } from './draft.ts'
import { isOut, latestOf, revise, sayOf, tellInfo, tellUnseenRefusal } from './notices.ts'

/*
 * Messages that wait for a run of another surface. There is no turn to speak of yet, so their chat's notice stands by
 * itself; the chat's next turn takes it over, and a chat has one live notice all the time.
 */

/** Says in the message's chat that another surface has the session, and what became of the message. */
export function tellHeld(
  draft: Draft,
  message: InboundRecord,
  latest: NonNullable<BusyContent['latest']>,
  mode: NoticeMode,
  ctx: GateContext,
): void {
  if (mode === 'off') return
  const shown = heldIn(draft, message.chat)
  if (shown !== undefined) {
    sayOf(draft, shown, message, { ...shown.content, latest }, ctx)
    return
  }
  draft.putNotice({
    id: ctx.id(),
    session: draft.session.key,
    chat: message.chat,
    route: routeOf(message.chat),
    person: message.sender,
    state: 'live',
    content: {
      type: 'busy',
      phase: { code: 'queue_wait', since: ctx.now },
      startedAt: ctx.now,
      elsewhere: true,
      latest,
    },
    revision: 1,
    sent: 0,
    openedAt: ctx.now,
    notBefore: ctx.now,
    replyTo: message.ref,
    failures: 0,
  })
}

/** Says in the message's chat that it is kept over a restart. */
export function tellKept(draft: Draft, message: InboundRecord, mode: NoticeMode, ctx: GateContext): void {
  if (mode === 'off') return
  tellInfo(
    draft,
    { chat: message.chat, person: message.sender, replyTo: message.ref },
    { type: 'info', what: 'kept' },
    ctx,
  )
}

/**
 * A turn was handed back, for another surface has the session: the notices of the lane's turn say that instead, and stand
 * by themselves. One that nobody has seen opens now, as for a message that comes only then.
 */
export function handBackNotices(draft: Draft, turn: TurnRecord, ctx: GateContext): void {
  for (const notice of draft.notices) {
    if (notice.turnId !== turn.id) continue
    tellUnseenRefusal(draft, notice, ctx)
    const { turnId: _, ...row } = notice
    const content: BusyContent = {
      type: 'busy',
      phase: { code: 'queue_wait', since: ctx.now },
      startedAt: turn.startedAt,
      elsewhere: true,
    }
    const opens = turn.notices !== 'off' && !isOut(notice)
    if (turn.kind === 'foreground') draft.putNotice({ ...row, content, ...(opens ? { notBefore: ctx.now } : {}) })
    else close(draft, notice)
  }
}

/** The lane has a turn again: the notices that stood by themselves speak of it from now on. */
export function adoptNotices(draft: Draft, turn: TurnRecord): void {
  for (const notice of heldNotices(draft)) draft.putNotice({ ...notice, turnId: turn.id })
}

/** Brings the notices that stand by themselves in line with the queue: each lives as long as something of its chat waits. */
export function settleHeld(draft: Draft): void {
  for (const notice of heldNotices(draft)) {
    const { latest: _, ...content } = notice.content
    const latest = latestOf(notice, draft)
    if (latest !== undefined) revise(draft, notice, { ...content, latest })
    else close(draft, { ...notice, content })
  }
}

/** Takes the buttons away; one that nobody has seen stays unseen. */
function close(draft: Draft, notice: NoticeRecord): void {
  const { revision } = notice
  const shown = isOut(notice) ? { revision: revision + 1 } : { sent: revision }
  draft.putNotice({ ...notice, state: 'closed', ...shown })
}

type HeldNotice = NoticeRecord & { readonly content: BusyContent }

function heldNotices(draft: Draft): HeldNotice[] {
  return draft.notices.filter(isHeldNotice)
}

function heldIn(draft: Draft, chat: ChatRef): HeldNotice | undefined {
  return heldNotices(draft).find((notice) => chatKeyOf(notice.chat) === chatKeyOf(chat))
}

function isHeldNotice(notice: NoticeRecord): notice is HeldNotice {
  return notice.state === 'live' && notice.turnId === undefined && notice.content.type === 'busy'
}
