/** A number that `Intl` takes: at least `least`, at most `most`, and `least` for what is no number. */
export function bounded(value: number, least: number, most: number): number {
  return value >= least ? Math.min(value, most) : least
}
