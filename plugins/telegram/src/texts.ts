import type { CommandName } from '@holdline/bridge'

/** The keys of `locales/<language>/telegram.json`. */
export type TelegramTextKey = `menu.${CommandName}` | 'tapFailed'

/** Wording for people, from `locales/`. `locale` is any BCP 47 tag; one without wording gets the default language. */
export type TelegramTexts = (locale: string, key: TelegramTextKey) => string
