import { createInstance, type i18n } from 'i18next'
import en from '../../../../locales/en/webchat.json' with { type: 'json' }
import ru from '../../../../locales/ru/webchat.json' with { type: 'json' }
import zhCn from '../../../../locales/zh-CN/webchat.json' with { type: 'json' }

/** The page's wording, by language; the order is the menu's. */
export const wording = { en, ru, 'zh-CN': zhCn } as const

/** A language that the page speaks. */
export type Language = keyof typeof wording

/** All of them, in the menu's order. */
export const languages: readonly Language[] = ['en', 'ru', 'zh-CN']

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'webchat'
    resources: { webchat: typeof en }
  }
}

/**
 * The language to speak: the one chosen before, else the first of the browser's that we have. `zh-TW` gets `zh-CN`,
 * `ru-KZ` gets `ru`; who speaks none of them gets English.
 */
export function pickLanguage(chosen: string | null, preferred: readonly string[]): Language {
  for (const tag of chosen === null ? preferred : [chosen, ...preferred]) {
    const primary = tag.toLowerCase().split('-')[0]
    const match =
      languages.find((one) => one.toLowerCase() === tag.toLowerCase()) ??
      languages.find((one) => one.toLowerCase().split('-')[0] === primary)
    if (match !== undefined) return match
  }
  return 'en'
}

/** The page's i18next, ready at once. Texts are put into the page as text, so nothing is escaped. */
export function createI18n(language: Language): i18n {
  const instance = createInstance()
  void instance.init({
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'webchat',
    initAsync: false,
    resources: { en: { webchat: en }, ru: { webchat: ru }, 'zh-CN': { webchat: zhCn } },
    interpolation: { escapeValue: false },
  })
  return instance
}
