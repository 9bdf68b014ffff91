import type { LogFields, Logger } from '@holdline/bridge'
import { pino } from 'pino'
import pretty from 'pino-pretty'

/** Shorter secrets would also hide ordinary words. */
const LEAST_SECRET = 6

/** What stands in a log line for a secret. */
const HIDDEN = '[secret]'

/**
 * The operator's log on stderr: JSON lines, or readable ones on a terminal. Any of `secrets` that finds its way into a
 * line (an error's message, a URL) is hidden before it is written.
 */
export function createLogger(level: string, secrets: readonly string[]): Logger {
  const hide = hider(secrets)
  const out = process.stderr.isTTY
    ? pretty({ colorize: true, destination: 2, sync: true, ignore: 'pid,hostname' })
    : process.stderr
  const log = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.errWithCause },
    },
    { write: (line: string) => void out.write(hide(line)) },
  )
  const line = (write: 'debug' | 'info' | 'warn' | 'error') => (fields: LogFields, message: string) =>
    log[write](fields, message)
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}

/** Replaces every secret, also in the escaped form that JSON gives it. */
export function hider(secrets: readonly string[]): (text: string) => string {
  const plain = secrets.filter((secret) => secret.length >= LEAST_SECRET)
  const forms = new Set(
    plain.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]),
  )
  return (text) => [...forms].reduce((hidden, secret) => hidden.replaceAll(secret, HIDDEN), text)
}
