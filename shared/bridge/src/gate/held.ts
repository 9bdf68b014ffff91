import type { BusyContent } from '../store/notice-content.ts'
import type { InboundRecord, NoticeRecord } from '../store/records.ts'
import { chatKeyOf, routeOf } from '../words/chat.ts'
import type { GateContext } from './context.ts'
import type { Draft } from './draft.ts'
import { type NoticeMode, revise, tellInfo } from './notices.ts'

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
  const shown = heldNotices(draft).find((notice) => chatKeyOf(notice.chat) === chatKeyOf(message.chat))
  if (shown !== undefined) {
    if (mode !== 'first-only' && shown.content.type === 'busy') revise(draft, shown, { ...shown.content, latest })
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

function heldNotices(draft: Draft): NoticeRecord[] {
  return draft.notices.filter(
    ({ state, turnId, content }) =>
      state === 'live' && turnId === undefined && content.type === 'busy' && content.elsewhere === true,
  )
}
