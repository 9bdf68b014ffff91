import type { FailureKind } from '../words/failure.ts'

/** The sign that a notice begins with: it carries the state at a glance, and the words carry it without the sign. */
export const ICONS = {
  busy: '⏳',
  stuck: '⚠️',
  done: '✅',
  stopped: '⏹️',
  recovered: '🔄',
  fresh: '✨',
  refused: '⚠️',
} as const

/** The sign of a failure by how grave it is. */
export const TONE_ICONS: Readonly<Record<FailureKind['tone'], string>> = { info: 'ℹ️', warning: '⚠️', error: '❌' }
