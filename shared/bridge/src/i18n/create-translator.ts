import { createInstance } from 'i18next'
import type { KeysOf, Language, Wording } from './keys.ts'
import { languageName } from './language-name.ts'
import { matchLanguage } from './match-language.ts'
import type { TextValues, Translator } from './translator.ts'

/** Wording by language and namespace, as `locales/` exports it. */
export type Resources<Namespace extends string> = Readonly<Record<Language, Readonly<Record<Namespace, Wording>>>>

/**
 * Makes a translator of the core's texts (namespace `bridge`), or of another namespace whose keys are then typed by its
 * JSON. All wording is in memory: texts are there at once, and one translator serves all languages at a time.
 */
export function createTranslator(resources: Resources<'bridge'>, fallback: Language): Translator
export function createTranslator<N extends string, R extends Resources<N>>(
  resources: R,
  fallback: Language,
  namespace: N,
): Translator<KeysOf<R[Language][N]>>
export function createTranslator(
  resources: Resources<string>,
  fallback: Language,
  namespace = 'bridge',
): Translator<string> {
  const isLanguage = (text: string): text is Language => Object.hasOwn(resources, text)
  const languages = Object.keys(resources).filter(isLanguage)
  const i18n = createInstance()
  void i18n.init({
    resources: Object.fromEntries(
      languages.map((language) => [language, { [namespace]: resources[language][namespace] ?? {} }]),
    ),
    lng: fallback,
    fallbackLng: fallback,
    supportedLngs: languages,
    load: 'currentOnly',
    ns: namespace,
    defaultNS: namespace,
    initAsync: false,
    // A forgotten value stays visible as `{{name}}`, so that tests find it; i18next would leave a hole in the sentence.
    missingInterpolationHandler: (_text: string, match: RegExpExecArray) => match[0],
    // Texts are not HTML: each channel escapes for its own platform.
    interpolation: { escapeValue: false },
  })
  const fixed = new Map(languages.map((language) => [language, i18n.getFixedT(language, namespace)]))
  const names = namesOf(languages)

  // Most tags are languages of ours already: texts are said often, and looking a tag up is slow.
  const match = (tag = '') => (isLanguage(tag) ? tag : matchLanguage(languages, tag))
  const resolve = (tag: string | undefined) => match(tag) ?? fallback
  return {
    languages,
    match,
    resolve,
    text(locale, key, values: TextValues = {}) {
      const t = fixed.get(resolve(locale))
      const { count } = values
      // `replace` keeps our values apart from i18next's options, which have names such as `context` and `lng`.
      return t === undefined ? key : t(key, { replace: values, ...(typeof count === 'number' ? { count } : {}) })
    },
    named: (text) => match(text) ?? names.get(text.trim().toLowerCase()),
    languageName,
  }
}

function namesOf(languages: readonly Language[]): ReadonlyMap<string, Language> {
  const pairs = languages.flatMap((language) =>
    languages.map((inLanguage) => [languageName(language, inLanguage).toLowerCase(), language] as const),
  )
  return new Map(pairs)
}
