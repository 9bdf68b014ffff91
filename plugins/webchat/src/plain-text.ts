// Control characters but line feed and tab. NUL in particular cannot be stored everywhere.
const UNWANTED = /(?![\n\t])\p{Cc}/gu

/** A text as it may be kept and shown: well-formed Unicode, line feeds only, no control characters. */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll('\r\n', '\n').replace(UNWANTED, '')
}

/** The first `max` UTF-16 units of a text, without cutting a character in two. */
export function clip(text: string, max: number): string {
  return text.length <= max ? text : text.slice(0, max).replace(/[\ud800-\udbff]$/, '')
}
