/** Response headers as the AI SDK gives them: lower-case names. */
export type Headers = Readonly<Record<string, string | undefined>>

/** Larger plain numbers are points in time, not durations: 10^9 s is the year 2001. */
const EPOCH_SECONDS_FROM = 1e9
const EPOCH_MS_FROM = 1e12

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * How long a provider asks to wait, in milliseconds, or `null` when it does not say. Read in this order:
 *
 * - `retry-after-ms` (OpenAI, Azure)
 * - `retry-after`: seconds or an HTTP date (RFC 9110 §10.2.3)
 * - `x-ratelimit-reset*`: `1m30.5s` (OpenAI, Groq), seconds, or a point in time (OpenRouter: epoch milliseconds); of
 *   several limits those that are used up count, or all when none says, and the longest decides
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const ms = number(headers['retry-after-ms'])
  if (ms !== null) return Math.max(0, ms)
  const after = headers['retry-after']
  if (after !== undefined) {
    const seconds = number(after)
    if (seconds !== null) return Math.max(0, seconds * 1_000)
    const date = Date.parse(after)
    if (!Number.isNaN(date)) return Math.max(0, date - now)
  }
  return resetMs(headers, now)
}

function resetMs(headers: Headers, now: number): number | null {
  const resets = Object.entries(headers).flatMap(([name, value]) => {
    const limit = /^(?:x-)?ratelimit-reset(.*)$/.exec(name)?.[1]
    const ms = limit === undefined || value === undefined ? null : delayOf(value, now)
    if (limit === undefined || ms === null) return []
    const left = number(headers[`x-ratelimit-remaining${limit}`] ?? headers[`ratelimit-remaining${limit}`])
    return [{ ms, spent: left === 0 }]
  })
  const spent = resets.filter((reset) => reset.spent)
  const counted = spent.length > 0 ? spent : resets
  return counted.length === 0 ? null : Math.max(...counted.map((reset) => reset.ms))
}

function delayOf(value: string, now: number): number | null {
  const plain = number(value)
  if (plain !== null) {
    if (plain >= EPOCH_MS_FROM) return Math.max(0, plain - now)
    if (plain >= EPOCH_SECONDS_FROM) return Math.max(0, plain * 1_000 - now)
    return Math.max(0, plain * 1_000)
  }
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(value)) return null
  return [...value.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ''] ?? 0),
    0,
  )
}

function number(value: string | undefined): number | null {
  return value !== undefined && /^-?\d+(?:\.\d+)?$/.test(value.trim()) ? Number(value) : null
}
