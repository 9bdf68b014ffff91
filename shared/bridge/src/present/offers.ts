import type { BusyContent, OutcomeContent } from '../store/notice-content.ts'
import type { ActionName } from '../words/action.ts'
import { FAILURES } from '../words/failure.ts'

/** The actions that make sense while a turn runs, in the order of the buttons. */
export function busyOffers(content: BusyContent): readonly ActionName[] {
  const waits = waitingMessage(content) !== undefined
  const own: readonly ActionName[] = waits ? ['dequeue'] : []
  if (content.background === true) return ['wait', 'cancel']
  if (content.elsewhere === true) return ['wait', 'new', ...own]
  // The cancel is committed: only what comes after it can still be chosen.
  if (content.phase.code === 'cancelling') return ['new', ...own]
  return ['wait', 'cancel', 'new', ...own, 'background']
}

/** The chat's message that waits for this turn to end, by id. */
export function waitingMessage({ latest }: BusyContent): string | undefined {
  return latest?.type === 'queued' || latest?.type === 'collecting' ? latest.inboundId : undefined
}

/** The actions that still help after a turn's end, until the next message. */
export function outcomeOffers({ outcome, offer }: OutcomeContent): readonly ActionName[] {
  if (offer !== true) return []
  switch (outcome.type) {
    case 'failed':
      return FAILURES[outcome.failure.code].actions
    case 'interrupted':
      if (outcome.cause === 'message') return []
      return FAILURES[outcome.cause === 'restart' ? 'gateway_restarted' : 'lane_timeout'].actions
    case 'completed':
    case 'cancelled':
      return []
    default:
      return outcome satisfies never
  }
}
