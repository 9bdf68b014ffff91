import type { AssistantContent, ModelMessage } from 'ai'
import type { CallPart, StepEntry, ToolOutcome } from './journal.ts'
import { callsOf, type StepProgress } from './progress.ts'
import { defuse } from './system-event.ts'

/** How steps are shown to the model. */
export interface StepView {
  /** The model's own thoughts go back to it: some providers require it within a turn; later they only cost. */
  readonly thoughts: boolean
  /** The result of a call that has none: providers refuse a call without a result. */
  readonly missing: ToolOutcome
}

/** A step, the results of its calls, and what people said meanwhile. */
export function messagesOfStep(progress: StepProgress, view: StepView): ModelMessage[] {
  const calls = callsOf(progress.step)
  return [
    { role: 'assistant', content: contentOf(progress.step, view.thoughts) },
    ...(calls.length === 0 ? [] : [resultsOf(calls, progress.results, view.missing)]),
    ...progress.steers.map((text): ModelMessage => ({ role: 'user', content: defuse(text) })),
  ]
}

function contentOf(step: StepEntry, thoughts: boolean): Exclude<AssistantContent, string> {
  return step.parts
    .filter((part) => thoughts || part.type !== 'reasoning')
    .map((part) => {
      if (part.type !== 'call') return part
      const call = { type: 'tool-call', toolCallId: part.id, toolName: part.name, input: part.input } as const
      return part.metadata === undefined ? call : { ...call, providerOptions: mutable(part.metadata) }
    })
}

function mutable(metadata: NonNullable<CallPart['metadata']>) {
  return structuredClone(metadata)
}

function resultsOf(
  calls: readonly CallPart[],
  results: ReadonlyMap<string, ToolOutcome>,
  missing: ToolOutcome,
): ModelMessage {
  return {
    role: 'tool',
    content: calls.map((call) => ({
      type: 'tool-result',
      toolCallId: call.id,
      toolName: call.name,
      output: results.get(call.id) ?? missing,
    })),
  }
}
