/** Buttons in rows, in their order: two whose labels have at most `maxShared` UTF-16 units share one, any other has one to itself. */
export function buttonRows<Button extends { readonly label: string }>(
  buttons: readonly Button[],
  maxShared: number,
): Button[][] {
  const rows: Button[][] = []
  const isShort = ({ label }: Button): boolean => label.length <= maxShared
  for (const button of buttons) {
    const row = rows.at(-1)
    const [first] = row ?? []
    if (row?.length === 1 && first !== undefined && isShort(first) && isShort(button)) row.push(button)
    else rows.push([button])
  }
  return rows
}
