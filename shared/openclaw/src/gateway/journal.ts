import type { JournalRecord, Json, SteerEntry } from '@holdline/bridge'

/** The host has taken the message: it resumes it after its own restarts, and we never give it again. */
export const ADOPTED = { type: 'adopted' } as const satisfies Json

/** A piece of the answer, made durable before the host is told that it was delivered. */
export function saidEntry(text: string): Json {
  return { type: 'said', text }
}

/** The turn runs in a side session of this name. */
export function asideEntry(name: string): Json {
  return { type: 'aside', name }
}

/** The session of the host has been told with this turn what these turns beside it did. */
export function toldEntry(turns: readonly string[]): Json {
  return { type: 'told', turns }
}

/** The host has taken up what was said to the running turn. */
export function steeredEntry(messageId: string): Json {
  return { type: 'steered', messageId }
}

/** What an earlier attempt of a turn left. */
export interface TurnPast {
  readonly adopted: boolean
  /** The side session that it runs in, if any. */
  readonly aside: string | undefined
  readonly said: readonly string[]
  /** The turns in side sessions that the host's session was told of with it. */
  readonly told: readonly string[]
  /** What people said to it and the host had not taken up. */
  readonly unsteered: readonly SteerEntry[]
}

/** Reads a turn's journal. */
export function readJournal(journal: readonly JournalRecord[]): TurnPast {
  const entries = journal.map(({ entry }) => entry)
  const steered = new Set(entries.flatMap((entry) => textsOf(entry, 'steered', 'messageId')))
  return {
    adopted: entries.some((entry) => typeOf(entry) === 'adopted'),
    aside: entries.flatMap((entry) => textsOf(entry, 'aside', 'name')).at(-1),
    said: entries.flatMap((entry) => textsOf(entry, 'said', 'text')),
    told: entries.flatMap((entry) => (typeOf(entry) === 'told' ? listOf(fieldOf(entry, 'turns')) : [])),
    unsteered: entries.flatMap((entry) => {
      const [messageId] = textsOf(entry, 'steer', 'messageId')
      const [text] = textsOf(entry, 'steer', 'text')
      const lost = messageId !== undefined && text !== undefined && !steered.has(messageId)
      return lost ? [{ type: 'steer' as const, messageId, text }] : []
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

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

function textsOf(entry: Json, type: string, name: string): string[] {
  const text = typeOf(entry) === type ? fieldOf(entry, name) : undefined
  return typeof text === 'string' ? [text] : []
}
