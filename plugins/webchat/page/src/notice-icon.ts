import type { IconName } from './components/Icon.tsx'
import type { Notice } from './store/state.ts'

const BY_REASON: Readonly<Record<string, IconName>> = {
  waiting_model_response: 'think',
  tool_running: 'tool',
  rate_limited: 'pause',
  retrying: 'retry',
  queue_wait: 'queue',
  compacting: 'compact',
  waiting_approval: 'approval',
  waiting_answer: 'question',
  recovering: 'retry',
  cancelling: 'stop',
}

const BY_KIND: Readonly<Record<Notice['kind'], IconName>> = {
  busy: 'think',
  failed: 'alert',
  recovered: 'retry',
  cancelled: 'stop',
  info: 'info',
}

/** The icon that says at a glance what a notice is about. */
export function noticeIcon({ kind, state, reason }: Pick<Notice, 'kind' | 'state' | 'reason'>): IconName {
  if (kind === 'busy' && state === 'closed') return 'check'
  if (kind !== 'busy' && kind !== 'recovered') return BY_KIND[kind]
  return BY_REASON[reason ?? ''] ?? BY_KIND[kind]
}
