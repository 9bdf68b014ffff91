import { createTranslator, type Language } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import type { ServerTexts } from '@holdline/webchat'

/** Webchat's own texts, in the language that fits best; people whose language there is not read `fallback`. */
export function serverTexts(fallback: Language): ServerTexts {
  const translator = createTranslator(locales, fallback, 'webchat-server')
  return (locale, key, params) => translator.text(locale, key, params)
}
