/** The oldest host that the end-to-end tests run on; older ones lack what the plugins rely on. */
export const OLDEST_HOST = '2026.9.6'

/**
 * Why the plugins cannot run on this host, with the way out; `null` when they can. A version that cannot be read, such as
 * that of a source checkout, is let through.
 */
export function hostProblem(version: string): string | null {
  const given = numbersOf(version)
  if (given === null) return null
  const oldest = numbersOf(OLDEST_HOST) ?? []
  const difference = oldest.map((number, index) => (given[index] ?? 0) - number).find((one) => one !== 0) ?? 0
  return difference >= 0
    ? null
    : `Holdline needs OpenClaw ${OLDEST_HOST} or newer, and this is ${version}: run "openclaw update", or "npm install -g openclaw@latest"`
}

/** `2026.9.6-beta.1` as `[2026, 9, 6]`. */
function numbersOf(version: string): readonly number[] | null {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version.trim())
  return match === null ? null : match.slice(1).map(Number)
}
