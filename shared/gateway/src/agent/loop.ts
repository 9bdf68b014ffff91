import type { Clock, Logger, Turn, TurnReport, TurnResult } from '@holdline/bridge'
import type { ModelMessage } from 'ai'
import { type JournalEntry, readJournal, steered } from './journal.ts'
import type { AgentLimits } from './limits.ts'
import type { Models } from './model/models.ts'
import { throttledPartials } from './partials.ts'
import { advance, answerOf, isAnswered, joinAnswer, openCalls, progressOf } from './progress.ts'
import { promptOf } from './prompt.ts'
import type { Redact } from './redact.ts'
import { runCalls } from './tools/run-calls.ts'
import { shownTools, type Tools } from './tools/toolset.ts'
import { abortable } from './wait.ts'

/** What a turn's loop needs around it. */
export interface LoopContext {
  readonly models: Models
  /** The tools as they are now: a server that comes up later joins in. */
  tools(): Tools
  readonly instructions: string
  /** The conversation before the turn. */
  readonly before: readonly ModelMessage[]
  readonly report: TurnReport
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly log: Logger
  readonly limits: AgentLimits
  readonly redact: Redact
}

/**
 * The agent loop: a step of the model, its journal entry, its tools, their journal entries, the next step, until the
 * model answers without asking for a tool. It starts wherever the journal ends, so a fresh turn and a resumed one are
 * the same thing.
 */
export async function runLoop(turn: Turn, context: LoopContext): Promise<TurnResult> {
  const { report, limits, signal } = context
  let progress = progressOf(readJournal(turn.journal))
  const journal = async (entries: readonly JournalEntry[]) => {
    const steers = await abortable(report.checkpoint(entries), signal)
    progress = [...entries, ...steers.map(steered)].reduce(advance, progress)
  }
  const partials = throttledPartials(report, context.clock, limits.partialEveryMs)
  try {
    while (!isAnswered(progress)) {
      const tools = context.tools()
      const calls = openCalls(progress)
      if (calls.length > 0) {
        await runCalls(calls, progress.steps.at(-1)?.started ?? new Set(), { ...context, tools, journal })
        continue
      }
      const said = answerOf(progress)
      const step = await context.models.ask(
        {
          instructions: context.instructions,
          messages: promptOf(context.before, turn, progress),
          tools: shownTools(tools),
          // The last step allowed has to be an answer.
          toolChoice: progress.steps.length + 1 < limits.maxSteps ? 'auto' : 'none',
        },
        { token: () => report.progress(), text: (text) => partials.show(joinAnswer([said, text])) },
      )
      await journal([step])
    }
    partials.flush()
    return { text: answerOf(progress), journal: [] }
  } finally {
    partials.stop()
  }
}
