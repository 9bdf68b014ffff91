/** Longest tag that is looked at: BCP 47 tags of people are short, and what is longer is junk. */
const MAX_TAG_LENGTH = 64

/**
 * The best of `languages` for a BCP 47 tag, as a platform, a browser or a person wrote it: the same tag, else the same
 * language in the same script, else the same language (a reader of Traditional Chinese gets Simplified Chinese before
 * English). `zh_cn` and `ru_RU.UTF-8` are understood too. `undefined` for another language and for junk; never throws.
 */
export function matchLanguage<L extends string>(languages: readonly L[], tag: string | undefined): L | undefined {
  const wanted = parse(tag)
  if (wanted === undefined) return undefined
  const known = languages.map((language) => ({ language, locale: new Intl.Locale(language).maximize() }))
  const sameLanguage = known.filter(({ locale }) => locale.language === wanted.language)
  const sameScript = sameLanguage.filter(({ locale }) => locale.script === wanted.script)
  const same = sameScript.find(({ locale }) => locale.region === wanted.region)
  return (same ?? sameScript[0] ?? sameLanguage[0])?.language
}

function parse(tag: string | undefined): Intl.Locale | undefined {
  const [name = ''] = (tag ?? '').trim().split(/[.@]/, 1)
  if (name === '' || name.length > MAX_TAG_LENGTH) return undefined
  try {
    const locale = new Intl.Locale(name.replaceAll('_', '-'))
    // `und` would become English by likely subtags; nobody asked for English.
    return /^und\b/i.test(locale.baseName) ? undefined : locale.maximize()
  } catch {
    return undefined
  }
}
