/**
 * A language's name (`Русский`, `Chinese`), in itself unless another language is given. The region is left out where it
 * is the usual one. For tags that have wording; throws a `RangeError` for what is no BCP 47 tag.
 */
export function languageName(language: string, inLanguage = language): string {
  const usual = new Intl.Locale(language).minimize().toString()
  const name = new Intl.DisplayNames(inLanguage, { type: 'language' }).of(usual) ?? language
  const [first = ''] = name
  return first.toLocaleUpperCase(inLanguage) + name.slice(first.length)
}
