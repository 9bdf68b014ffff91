import type { InfoContent } from '../store/notice-content.ts'
import type { Voice } from './voice.ts'

/** Why a message was not accepted. */
export type RefusalReason = Extract<InfoContent, { readonly what: 'refused' }>['why']

/** That a message was not accepted, why, and what helps. `cap`: how many may wait. */
export function refusalText(why: RefusalReason, cap: number | undefined, voice: Voice): string {
  return why === 'full' && cap !== undefined
    ? voice.say('refused.fullCap', { count: cap })
    : voice.say(`refused.${why}`)
}
