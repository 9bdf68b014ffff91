import { type Clock, type Json, type Logger, TurnFailedError, type TurnReport } from '@holdline/bridge'
import { z } from 'zod'
import type { CallPart, JournalEntry, ToolOutcome } from '../journal.ts'
import type { AgentLimits } from '../limits.ts'
import type { Redact } from '../redact.ts'
import { abortable } from '../wait.ts'
import { type AgentTool, ToolGoneError } from './tool.ts'
import type { Tools } from './toolset.ts'

/** What running calls needs around it. */
export interface RunContext {
  readonly tools: Tools
  readonly report: Pick<TurnReport, 'phase' | 'progress'>
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly log: Logger
  readonly limits: AgentLimits
  readonly redact: Redact
  /** Makes entries durable. Calls are ordered. */
  journal(entries: readonly JournalEntry[]): Promise<void>
}

/** What the model is told of a call that a crash has cut off. */
const UNKNOWN_OUTCOME: ToolOutcome = {
  type: 'error-text',
  value:
    'The gateway was restarted while this tool ran. Whether it took effect is unknown, and it was not run again. ' +
    'Check the state before you repeat the call.',
}

const inputObject = z.record(z.string(), z.json())

/**
 * Runs the open calls of a step, several at a time, each with its start journaled before and its result after. A call
 * that had `started` in an earlier life is not run: its outcome is unknown.
 *
 * @throws {TurnFailedError} `tool_failed` when a tool's server is gone for good
 * @throws the signal's reason, at once when it aborts
 */
export async function runCalls(
  calls: readonly CallPart[],
  started: ReadonlySet<string>,
  context: RunContext,
): Promise<void> {
  const settled = calls.flatMap((call) => settledOutcome(call, started, context.tools))
  if (settled.length > 0) {
    await context.journal(settled.map(({ call, outcome }) => ({ type: 'tool_result', call: call.id, outcome })))
  }
  const open = calls.flatMap((call) => {
    const tool = settled.some((one) => one.call === call) ? undefined : context.tools.get(call.name)
    return tool === undefined ? [] : [{ call, tool }]
  })
  const phases = runningPhases(context.report)
  await inLanes(open, context.limits.parallelTools, async ({ call, tool }) => {
    await context.journal([{ type: 'tool_started', call: call.id }])
    const done = phases.begin(tool.label)
    try {
      const outcome = await runCall(call, tool, context)
      await context.journal([{ type: 'tool_result', call: call.id, outcome }])
    } finally {
      done()
    }
  })
}

/** Calls that have an outcome without being run. */
function settledOutcome(call: CallPart, started: ReadonlySet<string>, tools: Tools) {
  if (started.has(call.id)) return [{ call, outcome: UNKNOWN_OUTCOME }]
  if (call.invalid !== undefined) return [{ call, outcome: errorText(call.invalid) }]
  if (!tools.has(call.name)) return [{ call, outcome: errorText(`There is no tool ${call.name} now.`) }]
  return []
}

async function runCall(call: CallPart, tool: AgentTool, context: RunContext): Promise<ToolOutcome> {
  const { signal, clock, limits, log, redact } = context
  const overdue = new AbortController()
  const disarm = clock.after(limits.toolTimeoutMs, () => overdue.abort(new Error('tool timeout')))
  const callSignal = AbortSignal.any([signal, overdue.signal])
  const startedAt = clock.now()
  try {
    const input: { readonly [key: string]: Json } = inputObject.parse(call.input)
    const running = tool.run(input, { signal: callSignal, progress: () => context.report.progress() })
    const outcome = await abortable(running, callSignal)
    log.debug({ tool: call.name, outcome: outcome.type, tookMs: clock.now() - startedAt }, 'tool call ended')
    return { type: outcome.type, value: shortened(outcome.value, limits.toolResultChars) }
  } catch (error) {
    signal.throwIfAborted()
    const why = redact(error instanceof Error ? error.message : String(error))
    log.warn({ tool: call.name, why, tookMs: clock.now() - startedAt }, 'tool call failed')
    if (error instanceof ToolGoneError) throw new TurnFailedError('tool_failed', why, { detail: tool.label })
    if (overdue.signal.aborted) {
      return errorText(`No result within ${limits.toolTimeoutMs} ms: the call was ended. Its effect is unknown.`)
    }
    return errorText(shortened(`The tool failed: ${why}`, limits.toolResultChars))
  } finally {
    disarm()
  }
}

/** Shows which tools run: a list, as long as it is not empty. */
function runningPhases(report: Pick<TurnReport, 'phase'>) {
  const labels: string[] = []
  const show = () => report.phase({ code: 'tool_running', label: [...new Set(labels)].join(', ') })
  return {
    begin(label: string): () => void {
      labels.push(label)
      show()
      return () => {
        labels.splice(labels.indexOf(label), 1)
        if (labels.length > 0) show()
      }
    },
  }
}

/** Works on all items, `width` at a time, in order. The first failure is thrown at once; nothing new begins after it. */
async function inLanes<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      try {
        await work(item)
      } catch (error) {
        queue.length = 0
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane))
}

function errorText(value: string): ToolOutcome {
  return { type: 'error-text', value }
}

function shortened(text: string, chars: number): string {
  return text.length <= chars ? text : `${text.slice(0, chars)}\n(cut: ${text.length - chars} more characters)`
}
