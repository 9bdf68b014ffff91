import type { LogFields, Logger, Turn } from '@holdline/bridge'

/** A logger whose lines name the turn. */
export function turnLogger(log: Logger, { id, session }: Pick<Turn, 'id' | 'session'>): Logger {
  const named = (fields: LogFields) => ({ turn: id, session, ...fields })
  return {
    debug: (fields, message) => log.debug(named(fields), message),
    info: (fields, message) => log.info(named(fields), message),
    warn: (fields, message) => log.warn(named(fields), message),
    error: (fields, message) => log.error(named(fields), message),
  }
}
