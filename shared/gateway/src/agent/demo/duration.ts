const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 }

/** Longer demonstrations have no audience, and longer timers overflow. */
const LONGEST_MS = 24 * 60 * 60_000

/** `20s`, `500ms`, `1.5m` in milliseconds, at most a day. */
export function durationMs(text: string): number {
  const [, amount, unit] = /^([\d.]+)\s*(ms|s|m)$/i.exec(text.trim()) ?? []
  return Math.min(LONGEST_MS, Math.round(Number(amount) * (UNIT_MS[unit?.toLowerCase() ?? ''] ?? 0)))
}
