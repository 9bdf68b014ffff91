import type { Failure } from '../words/failure.ts'
import { toolLabel } from './phase-text.ts'
import type { Voice } from './voice.ts'

/** What went wrong, in one or two sentences, with the tool or the time where it is known. */
export function failureText({ code, detail }: Pick<Failure, 'code' | 'detail'>, voice: Voice): string {
  switch (code) {
    case 'tool_failed': {
      const label = toolLabel(detail)
      return label === '' ? voice.say('failed.tool_failed') : voice.say('failedWith.tool_failed', { label })
    }
    case 'provider_timeout':
    case 'lane_timeout': {
      const seconds = Number(detail)
      const time = seconds > 0 ? voice.duration(seconds * 1000) : ''
      return time === '' ? voice.say(`failed.${code}`) : voice.say(`failedWith.${code}`, { time })
    }
    default:
      return voice.say(`failed.${code}`)
  }
}
