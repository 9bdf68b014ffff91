import type { JournalRecord, Json } from '@holdline/bridge'

/** The host has taken the message: it resumes it after its own restarts, and we never give it again. */
export const ADOPTED = { type: 'adopted' } as const satisfies Json

/** A piece of the answer, made durable before the host is told that it was delivered. */
export function saidEntry(text: string): Json {
  return { type: 'said', text }
}

/** What an earlier attempt of a turn left. */
export interface TurnPast {
  readonly adopted: boolean
  readonly said: readonly string[]
}

/** Reads a turn's journal. */
export function readJournal(journal: readonly JournalRecord[]): TurnPast {
  const entries = journal.map(({ entry }) => entry)
  return {
    adopted: entries.some((entry) => typeOf(entry) === 'adopted'),
    said: entries.flatMap((entry) => {
      const text = typeOf(entry) === 'said' ? fieldOf(entry, 'text') : undefined
      return typeof text === 'string' ? [text] : []
    }),
  }
}

function typeOf(entry: Json): unknown {
  return fieldOf(entry, 'type')
}

function fieldOf(entry: Json, name: string): unknown {
  return typeof entry === 'object' && entry !== null && !Array.isArray(entry)
    ? new Map(Object.entries(entry)).get(name)
    : undefined
}
