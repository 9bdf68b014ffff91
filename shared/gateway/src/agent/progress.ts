import type { CallPart, JournalEntry, StepEntry, ToolOutcome } from './journal.ts'

/** One step with what became of its tool calls. */
export interface StepProgress {
  readonly step: StepEntry
  /** Calls that began to run. */
  readonly started: ReadonlySet<string>
  /** What calls gave, by call id. */
  readonly results: ReadonlyMap<string, ToolOutcome>
  /** What people said while the step or its tools ran; read after the results, where providers allow it. */
  readonly steers: readonly string[]
}

/** How far a turn has come: its journal in order. A value; {@link advance} makes the next one. */
export interface Progress {
  /** What people said before the first step. */
  readonly steers: readonly string[]
  readonly steps: readonly StepProgress[]
}

/** Nothing done yet. */
export const NO_PROGRESS: Progress = { steers: [], steps: [] }

/** The progress after one more entry. Entries about calls belong to the latest step. */
export function advance(progress: Progress, entry: JournalEntry): Progress {
  if (entry.type === 'step') {
    const fresh: StepProgress = { step: entry, started: new Set(), results: new Map(), steers: [] }
    return { ...progress, steps: [...progress.steps, fresh] }
  }
  const last = progress.steps.at(-1)
  if (last === undefined) {
    return entry.type === 'steer' ? { ...progress, steers: [...progress.steers, entry.text] } : progress
  }
  return { ...progress, steps: [...progress.steps.slice(0, -1), withEntry(last, entry)] }
}

function withEntry(last: StepProgress, entry: Exclude<JournalEntry, StepEntry>): StepProgress {
  switch (entry.type) {
    case 'tool_started':
      return { ...last, started: new Set([...last.started, entry.call]) }
    case 'tool_result':
      return { ...last, results: new Map([...last.results, [entry.call, entry.outcome]]) }
    case 'steer':
      return { ...last, steers: [...last.steers, entry.text] }
  }
}

/** The progress that a journal tells of. */
export function progressOf(entries: readonly JournalEntry[]): Progress {
  return entries.reduce(advance, NO_PROGRESS)
}

/** The tool calls of a step, in the model's order. */
export function callsOf(step: StepEntry): CallPart[] {
  return step.parts.filter((part) => part.type === 'call')
}

/** The calls of the latest step that have no result yet. */
export function openCalls(progress: Progress): CallPart[] {
  const last = progress.steps.at(-1)
  return last === undefined ? [] : callsOf(last.step).filter((call) => !last.results.has(call.id))
}

/** Whether the latest step is the model's last word: no tool was asked for, and nobody has spoken since. */
export function isAnswered(progress: Progress): boolean {
  const last = progress.steps.at(-1)
  return last !== undefined && callsOf(last.step).length === 0 && last.steers.length === 0
}

/** The text of one step. */
export function textOf(step: StepEntry): string {
  return step.parts
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join('')
    .trim()
}

/** What the person reads: the text of all steps, so that nothing that was shown while it was written disappears. */
export function answerOf(progress: Progress): string {
  return joinAnswer(progress.steps.map(({ step }) => textOf(step)))
}

/** Pieces of an answer as one Markdown text. */
export function joinAnswer(pieces: readonly string[]): string {
  return pieces.filter((piece) => piece !== '').join('\n\n')
}
