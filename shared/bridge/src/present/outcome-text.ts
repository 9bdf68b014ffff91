import type { OutcomeContent } from '../store/notice-content.ts'
import type { ActionName } from '../words/action.ts'
import { FAILURES } from '../words/failure.ts'
import type { Outcome } from '../words/outcome.ts'
import { failureText } from './failure-text.ts'
import { ICONS, TONE_ICONS } from './icons.ts'
import { plain } from './plain.ts'
import type { Voice } from './voice.ts'

/** Names longer than this are cut. */
const NAME_LENGTH = 40

/** References are short ids of ours. */
const REFERENCE_LENGTH = 40

/** How a turn ended. `offered`: the actions that stand below as buttons. In a direct chat nobody is named. */
export function outcomeText(
  content: OutcomeContent,
  offered: readonly ActionName[],
  inGroup: boolean,
  voice: Voice,
): string {
  const { outcome, waiting } = content
  const lines = [essence(content, inGroup, voice)]
  const hint = hintFor(offered, voice)
  if (hint !== undefined) lines.push(hint)
  if (waiting > 0) lines.push(voice.say('outcome.waiting', { count: waiting }))
  if (outcome.type === 'failed') lines.push(...reference(outcome.failure.reference, voice))
  return lines.join('\n')
}

/** The line by which one failure is found in the log; none for an empty reference. */
export function reference(text: string, voice: Voice): readonly string[] {
  const shown = plain(text, REFERENCE_LENGTH)
  return shown === '' ? [] : [voice.say('reference', { reference: shown })]
}

function essence({ outcome, tookMs, resumed }: OutcomeContent, inGroup: boolean, voice: Voice): string {
  const elapsed = voice.duration(tookMs)
  switch (outcome.type) {
    case 'completed':
      return `${ICONS.done} ${voice.say(resumed === true ? 'outcome.completedResumed' : 'outcome.completed', { elapsed })}`
    case 'failed':
      return `${TONE_ICONS[FAILURES[outcome.failure.code].tone]} ${failureText(outcome.failure, voice)}`
    case 'cancelled':
      return `${ICONS.stopped} ${cancelled(outcome, elapsed, inGroup, voice)}`
    case 'interrupted':
      return interrupted(outcome.cause, elapsed, voice)
    default:
      return outcome satisfies never
  }
}

function cancelled(
  { by, cause }: Extract<Outcome, { type: 'cancelled' }>,
  elapsed: string,
  inGroup: boolean,
  voice: Voice,
): string {
  switch (cause) {
    case 'person':
    case 'task': {
      if (by === null) return voice.say(cause === 'task' ? 'outcome.task' : 'outcome.cancelled', { elapsed })
      const name = inGroup ? plain(by.name ?? '', NAME_LENGTH) : ''
      return name === ''
        ? voice.say('outcome.cancelled', { elapsed })
        : voice.say('outcome.cancelledBy', { name, elapsed })
    }
    case 'new':
    case 'interrupt':
    case 'rollback':
    case 'operator':
      return voice.say(`outcome.${cause}`, { elapsed })
    default:
      return cause satisfies never
  }
}

function interrupted(cause: Extract<Outcome, { type: 'interrupted' }>['cause'], elapsed: string, voice: Voice): string {
  switch (cause) {
    case 'restart':
      return `${TONE_ICONS.info} ${voice.say('outcome.restart', { elapsed })}`
    case 'lane_timeout':
      return `${TONE_ICONS.warning} ${voice.say('failed.lane_timeout')}`
    case 'message':
      return `${ICONS.stopped} ${voice.say('outcome.interrupt', { elapsed })}`
    default:
      return cause satisfies never
  }
}

function hintFor(offered: readonly ActionName[], voice: Voice): string | undefined {
  const retry = offered.includes('retry')
  const fresh = offered.includes('new')
  if (retry) return voice.say(fresh ? 'hint.retryOrNew' : 'hint.retry')
  return fresh ? voice.say('hint.new') : undefined
}
