/** Prints one line, or one JSON document. Through `process.stdout.write`: hosts redirect `console.log`. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Prints rows in columns, the first row as the head. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
