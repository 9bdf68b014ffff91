import type { JournalRecord, Json, SteerEntry } from '@holdline/bridge'
import { z } from 'zod'

/*
 * A turn's journal: what it has done, in the order in which it was done.
 *
 *   step          one answer of the model: text, thoughts, tool calls
 *   tool_started  a call of the latest step is about to run
 *   tool_result   what a call of the latest step gave
 *   steer         a message that was given to the running turn (written by the bridge)
 *
 * A step is in the journal before its tools run, and a call's start before the call: after a crash, a call with a start
 * and no result may or may not have had its effect. Call ids are unique within a step, not within a turn: some providers
 * count them anew for each answer.
 */

const json: z.ZodType<Json> = z.json()

const textPart = z.strictObject({ type: z.literal('text'), text: z.string() })

const reasoningPart = z.strictObject({ type: z.literal('reasoning'), text: z.string() })

const callPart = z.strictObject({
  type: z.literal('call'),
  id: z.string(),
  name: z.string(),
  input: json,
  /** Why the call cannot run: no such tool, arguments that are no JSON. The model is told. */
  invalid: z.string().exactOptional(),
  /** What the provider wants back with the call (Gemini's thought signature). */
  metadata: z.record(z.string(), z.record(z.string(), json)).exactOptional(),
})

const outcome = z.strictObject({ type: z.enum(['text', 'error-text']), value: z.string() })

const stepEntry = z.strictObject({
  type: z.literal('step'),
  model: z.string(),
  parts: z.array(z.discriminatedUnion('type', [textPart, reasoningPart, callPart])),
})

const startedEntry = z.strictObject({ type: z.literal('tool_started'), call: z.string() })

const resultEntry = z.strictObject({ type: z.literal('tool_result'), call: z.string(), outcome })

const steerEntry = z.strictObject({ type: z.literal('steer'), messageId: z.string(), text: z.string() })

const entry = z.discriminatedUnion('type', [stepEntry, startedEntry, resultEntry, steerEntry])

/** A call of a tool, as the model asked for it. */
export type CallPart = z.infer<typeof callPart>

/** What a tool gave, as the model reads it. */
export type ToolOutcome = z.infer<typeof outcome>

/** One answer of the model. */
export type StepEntry = z.infer<typeof stepEntry>

/** One entry of a journal. */
export type JournalEntry = z.infer<typeof entry>

/** A journal holds something that this version does not know. */
export class JournalError extends Error {
  override readonly name = 'JournalError'
}

/**
 * A turn's entries, checked.
 * @throws {JournalError} naming the turn and the place of the first entry that cannot be read
 */
export function readJournal(records: readonly JournalRecord[]): JournalEntry[] {
  return records.map((record) => {
    const read = entry.safeParse(record.entry)
    if (read.success) return read.data
    const why = z.prettifyError(read.error).replaceAll('\n', ' ')
    throw new JournalError(`turn ${record.turnId}: journal entry ${record.seq} cannot be read: ${why}`)
  })
}

/** A steer as the bridge hands it out, as a journal entry. */
export function steered(steer: SteerEntry): JournalEntry {
  return { type: 'steer', messageId: steer.messageId, text: steer.text }
}
