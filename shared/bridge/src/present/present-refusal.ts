import type { Translator } from '../i18n/translator.ts'
import type { RefusalReason } from './refusal-text.ts'

/** What the sender of a message is told that was not accepted, where the channel says so in its answer to it. */
export function presentRefusal(
  why: RefusalReason,
  ctx: { readonly locale: string; readonly translator: Translator },
): string {
  return ctx.translator.text(ctx.locale, `refused.${why}`)
}
