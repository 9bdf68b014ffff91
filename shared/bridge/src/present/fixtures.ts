import type { Translator } from '../i18n/translator.ts'
import type { Notice } from '../ports/channel.ts'
import type { BusyContent, NoticeContent, OutcomeContent } from '../store/notice-content.ts'
import type { NoticeRecord } from '../store/records.ts'
import { ACTION_NAMES } from '../words/action.ts'
import type { Outcome } from '../words/outcome.ts'
import type { PresentContext } from './context.ts'
import { present } from './present.ts'

/** For tests: 2026-09-21 14:13:20 UTC. */
export const NOW = 1_790_000_000_000

/** For tests: a live notice in a direct chat about turn `turn-1`. */
export function recordOf(content: NoticeContent, more: Partial<NoticeRecord> = {}): NoticeRecord {
  return {
    id: 'notice-1',
    session: 'agent:main:webchat:default:direct:1',
    chat: { channel: 'webchat', account: 'default', kind: 'direct', chat: '1' },
    route: 'webchat:default',
    turnId: 'turn-1',
    state: 'live',
    content,
    revision: 1,
    sent: 0,
    openedAt: NOW,
    notBefore: NOW,
    failures: 0,
    ...more,
  }
}

/** For tests: what a reader sees, with all actions allowed and tokens that name what they are for. */
export type Show = (record: NoticeRecord, locale?: string, more?: Partial<PresentContext>) => Notice

/** For tests: shows notices in the words of `translator`, in English unless said. */
export function showWith(translator: Translator): Show {
  const token: PresentContext['token'] = (action, subject) => `${action}:${subject}`
  return (record, locale = 'en', more = {}) =>
    present(record, { now: NOW, locale, translator, actions: ACTION_NAMES, token, ...more })
}

/** For tests: a turn that has waited 25 s for the model. */
export function busy(more: Partial<BusyContent> = {}): BusyContent {
  return {
    type: 'busy',
    phase: { code: 'waiting_model_response', since: NOW - 25_000 },
    startedAt: NOW - 25_000,
    ...more,
  }
}

/** For tests: a turn that ended after 42 s. */
export function ended(outcome: Outcome, more: Partial<OutcomeContent> = {}): OutcomeContent {
  return { type: 'outcome', outcome, tookMs: 42_000, waiting: 0, ...more }
}
