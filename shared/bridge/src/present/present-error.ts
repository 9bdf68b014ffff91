import { type BridgeError, SessionBusyError } from '../errors.ts'
import type { ReaderContext } from './context.ts'
import { ICONS, TONE_ICONS } from './icons.ts'
import { latestText } from './latest-text.ts'
import { voiceFor } from './voice.ts'

/** What people are told of an error of the bridge; `null` for those that only operators and nodes have to do with. */
export function presentError(error: BridgeError, reader: ReaderContext): string | null {
  const voice = voiceFor(reader)
  switch (error.code) {
    case 'session_busy': {
      const became = error instanceof SessionBusyError ? [latestText(error.disposition, voice)] : []
      return [`${ICONS.busy} ${voice.say('busy')}`, ...became].join('\n')
    }
    case 'store_unavailable':
      return `${TONE_ICONS.error} ${voice.say('failed.store_unavailable')}`
    case 'lease_lost':
    case 'configuration':
      return null
    default:
      return error.code satisfies never
  }
}
