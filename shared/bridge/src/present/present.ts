import { bounded } from '../i18n/bounded.ts'
import type { Notice, NoticeButton, NoticeKind } from '../ports/channel.ts'
import type { InfoContent, NoticeContent } from '../store/notice-content.ts'
import type { NoticeRecord } from '../store/records.ts'
import type { ActionName } from '../words/action.ts'
import type { Outcome } from '../words/outcome.ts'
import { busyText } from './busy-text.ts'
import type { PresentContext } from './context.ts'
import { infoText } from './info-text.ts'
import { busyOffers, outcomeOffers, waitingMessage } from './offers.ts'
import { outcomeText } from './outcome-text.ts'
import { type Voice, voiceFor } from './voice.ts'

/** Longest notice, in UTF-16 units: below every platform's limit, and nobody reads more. */
const MAX_TEXT = 1000

/** How loud an action looks: what keeps things going first, what destroys something in red. */
const STYLES: Readonly<Record<ActionName, NoticeButton['style']>> = {
  wait: 'primary',
  retry: 'primary',
  cancel: 'danger',
  new: 'secondary',
  background: 'secondary',
  dequeue: 'secondary',
}

/** Turns what the store says a notice should tell into words and buttons for its readers. */
export function present(record: NoticeRecord, ctx: PresentContext): Notice {
  const { content } = record
  const voice = voiceFor(ctx)
  const offered = offersOf(record).filter((action) => ctx.actions.includes(action))
  const waiting = content.type === 'busy' ? waitingMessage(content) : undefined
  return {
    noticeId: record.id,
    chat: record.chat,
    revision: record.revision,
    kind: kindOf(content),
    // An outcome's notice is over, also while its buttons still help.
    state: content.type === 'busy' ? record.state : 'closed',
    ...(content.type === 'busy' ? { reason: content.phase.code } : {}),
    text: clip(textOf(record, offered, voice)),
    ...(content.type === 'busy' && content.latest?.type === 'queued' ? { queuePosition: content.latest.position } : {}),
    elapsedMs: elapsedMs(content, ctx.now),
    buttons: offered.map((action) => ({
      action,
      label: voice.say(`button.${action}`),
      token: ctx.token(action, action === 'dequeue' && waiting !== undefined ? waiting : (record.turnId ?? record.id)),
      style: STYLES[action],
    })),
    ...(record.replyTo === undefined ? {} : { replyTo: record.replyTo }),
    ...(record.gone === undefined ? {} : { copy: record.gone }),
    locale: voice.language,
  }
}

function offersOf({ state, content }: NoticeRecord): readonly ActionName[] {
  switch (content.type) {
    case 'busy':
      return state === 'live' ? busyOffers(content) : []
    case 'outcome':
      return outcomeOffers(content)
    case 'info':
      return []
    default:
      return content satisfies never
  }
}

function textOf({ chat, content }: NoticeRecord, offered: readonly ActionName[], voice: Voice): string {
  const inGroup = chat.kind === 'group'
  switch (content.type) {
    case 'busy':
      return busyText(content, voice)
    case 'outcome':
      return outcomeText(content, offered, inGroup, voice)
    case 'info':
      // It is told once, and no clock runs on it.
      return infoText(content, inGroup, { ...voice, ticks: false })
    default:
      return content satisfies never
  }
}

function kindOf(content: NoticeContent): NoticeKind {
  switch (content.type) {
    case 'busy':
      return 'busy'
    case 'outcome':
      return outcomeKind(content.outcome, content.resumed === true)
    case 'info':
      return INFO_KINDS[content.what] ?? 'info'
    default:
      return content satisfies never
  }
}

/** Things that are told and are more than information. */
const INFO_KINDS: Partial<Readonly<Record<InfoContent['what'], NoticeKind>>> = {
  healed: 'recovered',
  delivery_failed: 'failed',
}

function outcomeKind(outcome: Outcome, resumed: boolean): NoticeKind {
  switch (outcome.type) {
    case 'completed':
      return resumed ? 'recovered' : 'busy'
    case 'failed':
      return 'failed'
    case 'cancelled':
      return 'cancelled'
    case 'interrupted':
      return outcome.cause === 'message' ? 'cancelled' : 'failed'
    default:
      return outcome satisfies never
  }
}

function elapsedMs(content: NoticeContent, now: number): number {
  switch (content.type) {
    case 'busy':
      return wholeMs(now - content.startedAt)
    case 'outcome':
      return wholeMs(content.tookMs)
    case 'info':
      return content.what === 'status' && content.phase !== null ? wholeMs(now - content.startedAt) : 0
    default:
      return content satisfies never
  }
}

function wholeMs(ms: number): number {
  return Math.floor(bounded(ms, 0, Number.MAX_SAFE_INTEGER))
}

function clip(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
