/** A label has to fit a line of a notice beside other words. */
const LABEL_CHARS = 60

/** A tool's title as people may see it: one line, of bounded length. Titles come from outside. */
export function labelOf(title: string): string {
  const line = title.replaceAll(/[\p{C}\s]+/gu, ' ').trim()
  return line.length <= LABEL_CHARS ? line : `${line.slice(0, LABEL_CHARS - 1)}…`
}
