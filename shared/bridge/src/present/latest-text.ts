import { type RefusalReason, refusalText } from './refusal-text.ts'
import type { Voice } from './voice.ts'

/** What became of a message that met a busy session; a notice's `latest` and an error's `disposition` both fit. */
export type Became =
  | { readonly type: 'queued'; readonly position: number }
  | { readonly type: 'collecting' | 'steered' | 'interrupting' }
  | { readonly type: 'refused'; readonly why: RefusalReason }

/** What became of the latest message, in one sentence. Nobody is addressed: in a group others read it too. */
export function latestText(latest: Became, voice: Voice): string {
  switch (latest.type) {
    case 'queued':
      return latest.position === 1
        ? voice.say('latest.next')
        : voice.say('latest.queued', { position: latest.position })
    case 'collecting':
    case 'steered':
    case 'interrupting':
      return voice.say(`latest.${latest.type}`)
    case 'refused':
      return refusalText(latest.why, undefined, voice)
    default:
      return latest satisfies never
  }
}
