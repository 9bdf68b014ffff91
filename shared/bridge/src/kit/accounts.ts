/** The account of the keys that stand beside `accounts`. */
export const DEFAULT_ACCOUNT = 'default'

/**
 * The accounts of a channel's section, each with what holds for it: its own keys, and else those that stand beside
 * `accounts`. `own` are keys that are one account's and never shared, such as its token: beside `accounts` they are those
 * of the `default` account, which is among the results even when none of its keys is set.
 */
export function accountsIn<Keys extends object>(
  beside: Keys,
  accounts: Readonly<Record<string, Keys>> = {},
  own: readonly (keyof Keys)[] = [],
): (Partial<Keys> & { readonly name: string })[] {
  const shared: Partial<Keys> = { ...beside }
  for (const key of own) delete shared[key]
  const first = DEFAULT_ACCOUNT in accounts ? [] : [{ ...beside, name: DEFAULT_ACCOUNT }]
  const named = Object.entries(accounts).map(([name, one]) => ({
    ...(name === DEFAULT_ACCOUNT ? beside : shared),
    ...defined(one),
    name,
  }))
  return [...first, ...named]
}

/** Without the keys that are there and `undefined`: spread over another object, they would take its values away. */
function defined<T extends object>(value: T): Partial<T> {
  const kept: Partial<T> = { ...value }
  for (const key in kept) if (kept[key] === undefined) delete kept[key]
  return kept
}
