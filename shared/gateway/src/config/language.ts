import { createTranslator, type Language } from '@holdline/bridge'
import { locales } from '@holdline/locales'

const translator = createTranslator(locales, 'en')

/** The language with wording that fits a BCP 47 tag best, or `undefined` when none does. */
export function languageFor(tag: string): Language | undefined {
  return translator.match(tag)
}
