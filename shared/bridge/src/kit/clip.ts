/** The first `max` UTF-16 units of a text, with an ellipsis for the rest, without cutting a character in two. */
export function clip(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
