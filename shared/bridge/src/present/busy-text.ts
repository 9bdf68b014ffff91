import { estimateEnd } from '../i18n/estimate.ts'
import type { BusyContent } from '../store/notice-content.ts'
import type { PhaseCode } from '../words/phase.ts'
import { ICONS } from './icons.ts'
import { latestText } from './latest-text.ts'
import { doing, doingFor, waitLines } from './phase-text.ts'
import type { Voice } from './voice.ts'

/** Shorter turns need no estimate. */
const WORTH_ESTIMATING_MS = 1000

/** While these last, it is up to people how long it takes, or nothing is being worked on: an estimate would mislead. */
const UNPREDICTABLE: ReadonlySet<PhaseCode> = new Set(['waiting_approval', 'waiting_answer', 'cancelling'])

/** A running turn in a few short lines; the first is the essence. Of another surface's run only that there is one. */
export function busyText(content: BusyContent, voice: Voice): string {
  const { phase, startedAt, stalledAt, latest } = content
  const elsewhere = content.elsewhere === true
  const what = elsewhere ? voice.say('elsewhere') : doing(phase, voice)
  const icon = stalledAt === undefined ? ICONS.busy : ICONS.stuck
  const lines = [`${icon} ${doingFor(what, startedAt, voice)}`]
  if (stalledAt !== undefined) lines.push(voice.say('live.stalled', { elapsed: voice.duration(voice.now - stalledAt) }))
  if (!elsewhere) lines.push(...waitLines(phase, voice))
  if (latest !== undefined) lines.push(latestText(latest, voice))
  if (content.background === true) lines.push(voice.say('live.background'))
  if (content.resumed === true && phase.code !== 'recovering') lines.push(voice.say('live.resumed'))
  if (!elsewhere && !UNPREDICTABLE.has(phase.code)) lines.push(...usually(content, voice))
  return lines.join('\n')
}

function usually({ usually, startedAt }: BusyContent, voice: Voice): readonly string[] {
  if (usually === undefined || !(usually.toMs >= WORTH_ESTIMATING_MS)) return []
  const range = voice.estimate(usually.fromMs, usually.toMs)
  return [voice.say(voice.now - startedAt > estimateEnd(usually.toMs) ? 'live.longer' : 'live.usually', { range })]
}
