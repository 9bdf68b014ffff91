import {
  ChannelError,
  LeaseLostError,
  type LogFields,
  type Logger,
  SessionBusyError,
  StoreUnavailableError,
  TurnFailedError,
} from '@holdline/bridge'

interface Entry {
  readonly at: number
  readonly who: string
  readonly what: string
  readonly fields: LogFields
}

/** What happened in a run, for the reader of a failed one, and what should not have happened in any. */
export class Diary {
  readonly surprises: string[] = []
  readonly #entries: Entry[] = []
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  note(who: string, what: string, fields: LogFields = {}): void {
    this.#entries.push({ at: this.#now(), who, what, fields })
  }

  /** An error that no fault of the world explains. */
  surprise(who: string, error: unknown): void {
    this.surprises.push(`${who}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }

  print(): string {
    return this.#entries.map(({ at, who, what, fields }) => `${at} ${who}: ${what} ${show(fields)}`).join('\n')
  }
}

/** A logger into the diary. An error that was not planned is a finding, however well the bridge survives it. */
export function loggerOf(diary: Diary, who: string): Logger {
  const line = (fields: LogFields, message: string): void => {
    diary.note(who, message, fields)
    if ('error' in fields && !isPlanned(fields.error)) diary.surprise(who, fields.error)
  }
  return { debug: line, info: line, warn: line, error: line }
}

const PLANNED = [ChannelError, LeaseLostError, SessionBusyError, StoreUnavailableError, TurnFailedError]

/** Messages of errors that are made on purpose, or that the bridge makes of a plan. */
const PLANNED_MESSAGES: readonly string[] = ['as planned', 'the run ended without an answer']

function isPlanned(error: unknown): boolean {
  if (PLANNED.some((type) => error instanceof type)) return true
  if (!(error instanceof Error)) return false
  return error.name === 'TurnStopped' || PLANNED_MESSAGES.includes(error.message)
}

function show(fields: LogFields): string {
  return Object.keys(fields).length === 0
    ? ''
    : JSON.stringify(fields, (_key, value: unknown) => (value instanceof Error ? String(value) : value))
}
