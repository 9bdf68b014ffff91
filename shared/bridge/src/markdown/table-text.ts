/** What stands between two cells. */
const SEPARATOR = ' | '

/** Characters that take two columns in a fixed-width font. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uff60]|\p{Emoji_Presentation}/gu

/** A table in fixed-width letters: cells under each other, a line below the head. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => row.map((cell) => cell.replace(/\s+/gu, ' ').trim()))
  const widths: number[] = []
  for (const line of lines) {
    for (const [column, cell] of line.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))
  }
  const [head = [], ...body] = lines.map((line) =>
    widths
      .map((width, column) => padded(line[column] ?? '', width))
      .join(SEPARATOR)
      .trimEnd(),
  )
  return [head, widths.map((width) => '-'.repeat(width)).join('-+-'), ...body].join('\n')
}

function padded(cell: string, width: number): string {
  return cell + ' '.repeat(width - widthOf(cell))
}

function widthOf(text: string): number {
  return [...text].length + (text.match(WIDE)?.length ?? 0)
}
