import { inspect } from 'node:util'
import type { Logger } from '@holdline/bridge'
import { redact } from './redact.ts'

/** The SDK's logger: it is given one array, with whole errors in it. */
interface SdkLogger {
  error(...parts: unknown[]): void
  warn(...parts: unknown[]): void
  info(...parts: unknown[]): void
  debug(...parts: unknown[]): void
  trace(...parts: unknown[]): void
}

/** Longest line that is kept of what the SDK says. */
const LONGEST_LINE = 500

/**
 * Where the SDK writes. What it says is told by our own log lines already, so all of it is for debugging. Its own logger
 * prints to stdout, with the app's secret when the token endpoint fails and with the token when a call does.
 */
export function sdkLogger(logger: Logger, secrets: readonly string[]): SdkLogger {
  const write = (...parts: unknown[]): void => {
    const words = parts.flat(2).map(wordsOf).join(' ')
    logger.debug({}, `feishu: the SDK says: ${redact(words, secrets).slice(0, LONGEST_LINE)}`)
  }
  return { error: write, warn: write, info: () => {}, debug: () => {}, trace: () => {} }
}

/** Of an error only its message: its fields hold the request, with the token in the headers. */
function wordsOf(part: unknown): string {
  if (part instanceof Error) return part.message
  return typeof part === 'string' ? part : inspect(part, { depth: 1, breakLength: Number.POSITIVE_INFINITY })
}
