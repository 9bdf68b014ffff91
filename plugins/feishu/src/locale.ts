/** The languages of Feishu's clients for which we have words. [docs, card JSON 2.0, `i18n_content`] */
const CLIENT_LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  en: ['en_us'],
  ru: ['ru_ru'],
  // Nearer to readers of traditional Chinese than English, which they would be shown otherwise.
  'zh-CN': ['zh_cn', 'zh_hk', 'zh_tw'],
}

/** The language of a client, as it stands in the user agent of a message; not every client says it. */
const LARK_LOCALE = /LarkLocale\/([a-z]{2,3})(?:[_-]([A-Za-z]{2,4}))?/i

/** The language of a message's sender as a BCP 47 tag. */
export function localeIn(userAgent: string | undefined): string | undefined {
  const [, language, region] = LARK_LOCALE.exec(userAgent ?? '') ?? []
  if (language === undefined) return undefined
  return region === undefined ? language.toLowerCase() : `${language.toLowerCase()}-${region.toUpperCase()}`
}

/** Texts by BCP 47 language as a card or a toast has them: by the languages of clients. */
export function byClient(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([language, text]) =>
      (CLIENT_LANGUAGES[language] ?? []).map((client) => [client, text] as const),
    ),
  )
}

/** The same for one text that can be had in every language. */
export function inAllLanguages(textIn: (language: string) => string): Record<string, string> {
  return byClient(
    Object.fromEntries(Object.keys(CLIENT_LANGUAGES).map((language) => [language, textIn(language)] as const)),
  )
}
