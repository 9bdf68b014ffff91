/** The keys of `locales/<language>/dingtalk.json`. */
export type DingtalkTextKey = 'thinking' | 'tapFailed'

/** Wording for people, from `locales/`. `locale` is any BCP 47 tag; one without wording gets the default language. */
export type DingtalkTexts = (locale: string, key: DingtalkTextKey) => string
