// What a person can sensibly open from a chat; `javascript:`, `data:` and the page's own relative addresses are not.
const SCHEMES: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:', 'tel:'])

/** A file that the agent has sent: the gateway serves it beside this page, under a name that nobody guesses. */
const SENT_FILE = /^\.\/files\/[\w-]{24}\/[\w.%~-]+$/

/** The address if it is safe to open, else `null`. */
export function safeLink(href: string): string | null {
  if (SENT_FILE.test(href)) return href
  const url = URL.parse(href)
  return url !== null && SCHEMES.has(url.protocol) ? url.href : null
}
