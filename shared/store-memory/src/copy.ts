/**
 * How values go in.
 *
 * - `json` (default): copied through JSON text, as by every other engine, and frozen, so that neither the writer nor a
 *   reader can change what is stored, and what JSON cannot hold is found at once
 * - `none`: kept as given, for speed
 */
export type Clone = 'json' | 'none'

/** Takes a value in. */
export function copyOf<T>(value: T, clone: Clone): T {
  if (clone === 'none') return value
  const copy: T = JSON.parse(JSON.stringify(value))
  freeze(copy)
  return copy
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  Object.freeze(value)
  for (const part of Object.values(value)) freeze(part)
}
