import type { Translator } from '../i18n/translator.ts'
import type { DropReason } from '../store/records.ts'

/** Why a message that was accepted will not be answered, for its sender. */
export function presentDrop(
  reason: DropReason,
  ctx: { readonly locale: string; readonly translator: Translator },
): string {
  return ctx.translator.text(ctx.locale, `dropped.${reason}`)
}
