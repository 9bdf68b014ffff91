import { entryOf, eventId } from './event-id.ts'
import type { LiveEvents } from './live-events.ts'

/** How a connection begins. */
export interface Greeting {
  /** The id of the latest event that will be shown. */
  readonly lastEventId: number
  /** The client's knowledge cannot be continued: it gets everything that is retained. */
  readonly reset: boolean
  /** Events after this id are shown. */
  readonly after: number
}

/**
 * Where to begin for a client that has seen the event `resumeFrom` (`null`: nothing), in a log with these bounds.
 * A client that has seen more than exists (a restored database) begins anew, and so does one whose next events may have
 * been purged.
 */
export function greetingOf(
  bounds: { readonly first: number; readonly last: number } | null,
  live: LiveEvents,
  resumeFrom: number | null,
): Greeting {
  live.saw(bounds?.last ?? 0)
  if (resumeFrom === null) return { lastEventId: live.lastId(), reset: false, after: eventId(0) }
  const entry = entryOf(resumeFrom)
  const reset = entry > live.entry || entry + 1 < (bounds?.first ?? 0)
  if (!reset) live.resumed(resumeFrom)
  return { lastEventId: live.lastId(), reset, after: reset ? eventId(0) : resumeFrom }
}
