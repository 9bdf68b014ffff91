import type { ErrorCode } from './protocol.ts'

/** The errors that Webchat words itself; the words of a full queue come from the core. */
export type WordedError = Exclude<ErrorCode, 'queue_full'>

/** The keys of `locales/<language>/webchat-server.json`. */
export type ServerTextKey =
  | `error.${WordedError}`
  | 'choose'
  | `login.${'lang' | 'title' | 'hint' | 'token' | 'submit' | 'wrong'}`

/**
 * Wording for people, from `locales/`. `locale` is any BCP 47 tag; one without wording gets the default language.
 * The text is plain: whoever puts it into HTML escapes it.
 */
export type ServerTexts = (
  locale: string,
  key: ServerTextKey,
  params?: Readonly<Record<string, string | number>>,
) => string
