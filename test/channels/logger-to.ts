import type { LogFields, Logger } from '@holdline/bridge'

/** A logger that writes lines of JSON, with all that a logger might print of an error. */
export function loggerTo(lines: string[]): Logger {
  const write = (level: string) => (fields: LogFields, message: string) => {
    const shown = Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? deep(value) : value])
    lines.push(JSON.stringify({ level, message, ...Object.fromEntries(shown) }))
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

function deep(error: Error): object {
  return {
    ...error,
    message: error.message,
    stack: error.stack,
    cause: error.cause instanceof Error ? deep(error.cause) : error.cause,
  }
}
