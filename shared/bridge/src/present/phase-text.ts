import type { Phase } from '../words/phase.ts'
import { plain } from './plain.ts'
import type { Voice } from './voice.ts'

/** Tool labels are names; a longer one is a sentence somebody put there. */
const LABEL_LENGTH = 60

const SECOND_MS = 1_000

/** A wait shorter than this is over before anybody has looked at a clock. */
const SHORT_WAIT_MS = 10_000

/** What the agent is doing, without time: `Using a tool: Web search`. */
export function doing(phase: Phase, voice: Voice): string {
  const label = phase.code === 'tool_running' ? toolLabel(phase.label) : ''
  return label === '' ? voice.say(`phase.${phase.code}`) : voice.say('tool', { label })
}

/** What the agent is doing and for how long the turn has run. */
export function doingFor(text: string, startedAt: number, voice: Voice): string {
  return voice.ticks ? text : voice.say('elapsed', { doing: text, elapsed: voice.duration(voice.now - startedAt) })
}

/** When an announced wait ends, and which try comes then. */
export function waitLines(phase: Phase, voice: Voice): readonly string[] {
  if (phase.code !== 'rate_limited' && phase.code !== 'retrying') return []
  return [...until(phase.until, voice), ...attempt(phase, voice)]
}

/** A tool's label as it may be shown; empty when there is none. */
export function toolLabel(label: string | undefined): string {
  return plain(label ?? '', LABEL_LENGTH)
}

function until(at: number | undefined, voice: Voice): readonly string[] {
  if (at === undefined) return []
  const ms = at - voice.now
  if (ms <= 0) return [voice.say('live.continuesNow')]
  // Rounded up: who is told two seconds and waits three was told wrong.
  const delay = voice.duration(Math.ceil(ms / SECOND_MS) * SECOND_MS)
  // The time of day stays right while nobody redraws the notice; the delay is what people read.
  return [
    ms < SHORT_WAIT_MS
      ? voice.say('live.continuesIn', { delay })
      : voice.say('live.continuesAt', { time: voice.time(at), delay }),
  ]
}

function attempt({ attempt, attempts }: Phase, voice: Voice): readonly string[] {
  if (attempt === undefined || attempts === undefined || attempt > attempts) return []
  return [voice.say('live.attempt', { attempt, attempts })]
}
