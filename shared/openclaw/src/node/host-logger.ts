import type { LogFields, Logger } from '@holdline/bridge'
import type { HostLogger } from '../host/api.ts'

/** The bridge's log lines in the host's log: the message, then its fields as `key=value`. */
export function loggerOf(host: HostLogger): Logger {
  const line = (fields: LogFields, message: string): string =>
    [
      message,
      ...Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${show(value)}`])),
    ].join(' ')
  return {
    debug: (fields, message) => host.debug?.(line(fields, message)),
    info: (fields, message) => host.info(line(fields, message)),
    warn: (fields, message) => host.warn(line(fields, message)),
    error: (fields, message) => host.error(line(fields, message)),
  }
}

function show(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(`${value.name}: ${value.message}`)
  return typeof value === 'string' ? value : JSON.stringify(value)
}
