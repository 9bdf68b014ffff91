/** The keys of `locales/<language>/feishu.json`. */
export type FeishuTextKey = 'tapFailed'

/** Wording for people, from `locales/`. `locale` is any BCP 47 tag; one without wording gets the default language. */
export type FeishuTexts = (locale: string, key: FeishuTextKey) => string
