import type { locales } from '@holdline/locales'

/** A language that has wording, as a BCP 47 tag. */
export type Language = keyof typeof locales

/** The wording of one namespace as it is in its JSON file. */
export type Wording = { readonly [key: string]: string | Wording }

/** i18next's plural suffixes: the categories of `Intl.PluralRules`. */
type PluralCategory = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'

/** The names of the texts in a wording, dotted, without plural suffixes. Plural names are camelCase up to the suffix. */
export type KeysOf<W> = W extends unknown ? { [K in keyof W & string]: KeyOf<K, W[K]> }[keyof W & string] : never

type KeyOf<K extends string, V> = V extends string
  ? K extends `${infer Base}_${PluralCategory}`
    ? Base
    : K
  : `${K}.${KeysOf<V>}`

/** The name of a text of the core. A name without wording is a type error. */
export type TextKey = KeysOf<(typeof locales)['en']['bridge']>
