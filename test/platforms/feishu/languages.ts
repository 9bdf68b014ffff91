/** The languages of a client for which a card can have texts. Source: docs, card JSON 2.0, `i18n_content`. */
export const LANGUAGES = [
  'zh_cn',
  'en_us',
  'zh_hk',
  'zh_tw',
  'ja_jp',
  'id_id',
  'vi_vn',
  'th_th',
  'pt_br',
  'es_es',
  'ko_kr',
  'de_de',
  'fr_fr',
  'it_it',
  'ru_ru',
  'ms_my',
] as const

/** The language that somebody's client is set to. */
export type Language = (typeof LANGUAGES)[number]

/** Whether a key names a language. */
export function isLanguage(key: string): key is Language {
  return LANGUAGES.some((language) => language === key)
}

/** The text for a reader: their language, then English, then what stands there for everybody. Source: facts 1.7. */
export function chosen(texts: Readonly<Record<string, string>>, otherwise: string, language: Language): string {
  return texts[language] ?? texts.en_us ?? otherwise
}
