import type { TFunction } from 'i18next'
import type { Language } from './i18n.ts'

const SECOND_MS = 1000
const MINUTE_S = 60
const HOUR_S = 3600

/** A span of time in the person's language, in whole seconds: "2 min, 5 sec", "2 мин 5 с", "2分钟5秒". */
export function formatDuration(ms: number, language: Language, t: TFunction): string {
  const total = Math.max(0, Math.floor(ms / SECOND_MS))
  const parts = {
    hours: Math.floor(total / HOUR_S),
    minutes: Math.floor((total % HOUR_S) / MINUTE_S),
    seconds: total % MINUTE_S,
  }
  // Firefox before 136 and Safari before 16.4 have no DurationFormat.
  if (typeof Intl.DurationFormat === 'function') {
    const style = { style: 'short', secondsDisplay: 'always' } as const
    return new Intl.DurationFormat(language, style).format(parts)
  }
  return formatParts(parts, t)
}

/** The same from our own wording. */
export function formatParts(
  { hours, minutes, seconds }: { readonly hours: number; readonly minutes: number; readonly seconds: number },
  t: TFunction,
): string {
  return [
    hours > 0 ? t('hours', { count: hours }) : '',
    minutes > 0 ? t('minutes', { count: minutes }) : '',
    t('seconds', { count: seconds }),
  ]
    .filter((part) => part !== '')
    .join(' ')
}
