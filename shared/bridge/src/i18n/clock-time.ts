import { bounded } from './bounded.ts'
import { memo } from './memo.ts'
import { plainSpaces } from './plain-spaces.ts'

/** Times closer than this are told with seconds. */
const NEAR_MS = 10 * 60_000

/** The time from the epoch, either way, that a `Date` can hold. */
const LAST_TIME = 8.64e15

const dayIn = memo((timeZone: string) => new Intl.DateTimeFormat('en', { dateStyle: 'short', timeZone }))

const formatFor = memo(
  (language, timeZone, nearness, day) =>
    new Intl.DateTimeFormat(language, {
      hour: 'numeric',
      minute: '2-digit',
      timeZone,
      timeZoneName: 'short',
      ...(nearness === 'near' ? { second: '2-digit' } : {}),
      ...(day === 'today' ? {} : { month: 'short', day: 'numeric' }),
    }),
)

/**
 * A time of day in words, with its time zone, because the reader's may be another: `2:05:30 PM UTC`, `14:05 GMT+3`. A
 * time on another day than `now` has its date too.
 *
 * @param timeZone an IANA name; one that is unknown is taken as UTC
 */
export function clockTime(language: string, at: number, now: number, timeZone = 'UTC'): string {
  const zone = isTimeZone(timeZone) ? timeZone : 'UTC'
  const time = bounded(at, -LAST_TIME, LAST_TIME)
  const today = bounded(now, -LAST_TIME, LAST_TIME)
  const nearness = Math.abs(time - today) < NEAR_MS ? 'near' : 'far'
  const day = dayIn(zone).format(time) === dayIn(zone).format(today) ? 'today' : 'another day'
  return plainSpaces(formatFor(language, zone, nearness, day).format(time))
}

const isTimeZone = memo((name: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
})
