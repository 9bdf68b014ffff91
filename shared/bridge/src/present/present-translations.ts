import type { Notice, NoticeTranslation } from '../ports/channel.ts'
import type { NoticeRecord } from '../store/records.ts'
import type { PresentContext } from './context.ts'
import { present } from './present.ts'

/** A notice's words in every language that has wording, besides the one that it is in. */
export function presentTranslations(record: NoticeRecord, notice: Notice, ctx: PresentContext): NoticeTranslation[] {
  return ctx.translator.languages
    .filter((language) => language !== notice.locale)
    .map((locale) => {
      // The buttons of the notice itself have the tokens.
      const { text, buttons } = present(record, { ...ctx, locale, token: () => '' })
      return { locale, text, labels: Object.fromEntries(buttons.map(({ action, label }) => [action, label])) }
    })
}
