// The references that models write; others are rare enough to be shown as they are.
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  laquo: '«',
  raquo: '»',
  copy: '©',
  times: '×',
  rarr: '→',
  larr: '←',
}

const LAST_CODE_POINT = 0x10ffff

/** Replaces HTML's character references (`&amp;`, `&#39;`, `&#x2014;`) by what they mean, as CommonMark asks. */
export function resolveReferences(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w+));/g, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole
    const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number.parseInt(String(decimal), 10)
    return code > 0 && code <= LAST_CODE_POINT ? String.fromCodePoint(code) : '\ufffd'
  })
}
