/** Keeps what `make` made for each combination of keys. For `Intl` formats: making one costs more than a whole notice. */
export function memo<K extends string, T>(make: (...keys: K[]) => T): (...keys: K[]) => T {
  const made = new Map<string, { readonly value: T }>()
  return (...keys) => {
    const name = keys.join('\n')
    const known = made.get(name)
    if (known !== undefined) return known.value
    const value = make(...keys)
    made.set(name, { value })
    return value
  }
}
