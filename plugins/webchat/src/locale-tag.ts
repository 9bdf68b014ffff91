// Longer than any tag in use; keeps what is stored with every message small.
const MAX_TAG_LENGTH = 35

/** A language tag in canonical form, or `null` for what is none. Underscores are taken for hyphens. */
export function localeTag(text: string): string | null {
  if (text.length > MAX_TAG_LENGTH) return null
  try {
    return Intl.getCanonicalLocales(text.replaceAll('_', '-'))[0] ?? null
  } catch {
    return null
  }
}

/** The first usable language of an `Accept-Language` header, or `null`. Browsers send them in order of preference. */
export function acceptedLanguage(header: string | undefined): string | null {
  for (const range of (header ?? '').split(',')) {
    const tag = localeTag(range.split(';')[0]?.trim() ?? '')
    if (tag !== null) return tag
  }
  return null
}
