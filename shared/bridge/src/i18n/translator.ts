import type { Language, TextKey } from './keys.ts'

/** Values for the placeholders of a text. `count` chooses the plural form. */
export type TextValues = Readonly<Record<string, string | number>>

/** Finds words. Every method takes any text as a locale; what has no wording is told in the fallback language. */
export interface Translator<Key extends string = TextKey> {
  /** The languages that have wording, in the order that menus show them. */
  readonly languages: readonly Language[]
  /** A text in the language that fits `locale` best, with its placeholders filled. Values are put in as they are. */
  text(locale: string, key: Key, values?: TextValues): string
  /** The language that fits a BCP 47 tag, or `undefined` when none does. */
  match(tag: string | undefined): Language | undefined
  /** The language that fits a BCP 47 tag, else the fallback. */
  resolve(tag: string | undefined): Language
  /** The language that a person means: by tag (`ru`) or by name in any language here (`русский`, `Russian`, `俄语`). */
  named(text: string): Language | undefined
  /** A language's name, in itself or in another language, with a capital where there are any. */
  languageName(language: Language, inLanguage?: Language): string
}
