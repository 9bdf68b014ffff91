import { bounded } from './bounded.ts'
import { memo } from './memo.ts'
import { plainSpaces } from './plain-spaces.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Longer than anything we measure; `Intl.DurationFormat` throws on numbers that are no safe integers. */
const LONGEST = 9999 * DAY

const formatFor = memo((language: string) => new Intl.DurationFormat(language, { style: 'short' }))

/**
 * A length of time in words, in at most two neighbouring units: `42 sec`, `1 min, 30 sec`, `2 ч 5 мин`, `3天1小时`.
 * Rounded down, but never below one second: an empty text or "0 sec" tells nothing.
 */
export function duration(language: string, ms: number): string {
  const whole = bounded(ms, SECOND, LONGEST)
  const days = Math.floor(whole / DAY)
  const hours = Math.floor((whole % DAY) / HOUR)
  const minutes = Math.floor((whole % HOUR) / MINUTE)
  const seconds = Math.floor((whole % MINUTE) / SECOND)
  const format = formatFor(language)
  if (days > 0) return plainSpaces(format.format({ days, hours }))
  if (hours > 0) return plainSpaces(format.format({ hours, minutes }))
  return plainSpaces(format.format({ minutes, seconds }))
}
