import { createTranslator } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import type { ServerTexts } from '@holdline/webchat'

/** Webchat's own texts, in the language that fits best. */
export function serverTexts(): ServerTexts {
  const translator = createTranslator(locales, 'en', 'webchat-server')
  return (locale, key, params) => translator.text(locale, key, params)
}
