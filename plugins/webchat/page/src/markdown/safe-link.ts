// What a person can sensibly open from a chat; `javascript:`, `data:` and the page's own relative addresses are not.
const SCHEMES: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:', 'tel:'])

/** The address if it is safe to open, else `null`. */
export function safeLink(href: string): string | null {
  const url = URL.parse(href)
  return url !== null && SCHEMES.has(url.protocol) ? url.href : null
}
