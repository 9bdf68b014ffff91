/** The keys of `locales/<language>/vk.json`. */
export type VkTextKey = 'tapFailed'

/** Wording for people, from `locales/`. `locale` is any BCP 47 tag; one without wording gets the default language. */
export type VkTexts = (locale: string, key: VkTextKey) => string
