import { bounded } from './bounded.ts'
import { duration } from './duration.ts'
import { memo } from './memo.ts'
import { plainSpaces } from './plain-spaces.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** A unit and how far up it is used: people say "40–90 sec", "5–90 min". */
const UNITS = [
  { unit: 'second', ms: SECOND, upTo: 100 * SECOND },
  { unit: 'minute', ms: MINUTE, upTo: 100 * MINUTE },
  { unit: 'hour', ms: HOUR, upTo: Number.POSITIVE_INFINITY },
] as const

/** Nothing takes longer. */
const LONGEST = 9999 * HOUR

/** From this many units on, an estimate is rounded to steps of five: more would claim a precision it does not have. */
const ROUGH_FROM = 10
const ROUGH_STEP = 5

const formatFor = memo(
  (language, unit) => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }),
)

/** A usual span of time in words, rounded outwards: `40–60 sec`, `≈5 мин`, `40 sec – 3 min`. */
export function estimate(language: string, fromMs: number, toMs: number): string {
  const from = bounded(fromMs, 0, LONGEST)
  const { unit, ms, last } = endOf(bounded(toMs, from, LONGEST))
  if (from < ms && last > 1 && ms > SECOND)
    return `${duration(language, roughly(from))} – ${duration(language, last * ms)}`
  const first = Math.min(last, Math.max(1, round(from / ms, Math.floor)))
  return plainSpaces(formatFor(language, unit).formatRange(first, last))
}

/** The end of a span as {@link estimate} tells it, in milliseconds: nothing is late before that. */
export function estimateEnd(toMs: number): number {
  const { ms, last } = endOf(bounded(toMs, 0, LONGEST))
  return last * ms
}

function endOf(to: number) {
  const { unit, ms } = UNITS.find(({ upTo }) => to < upTo) ?? UNITS[2]
  return { unit, ms, last: Math.max(1, round(to / ms, Math.ceil)) }
}

/** A time below the unit of the range's end, rounded down within its own unit. */
function roughly(time: number): number {
  const unit = time < MINUTE ? SECOND : MINUTE
  return round(time / unit, Math.floor) * unit
}

function round(value: number, towards: (value: number) => number): number {
  const step = value < ROUGH_FROM ? 1 : ROUGH_STEP
  return towards(value / step) * step
}
