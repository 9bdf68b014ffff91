import type { PhaseReport } from '@holdline/bridge'
import type { AgentEvent } from '../host/agent-event.ts'

/** What an event of the host says about a run. `progress`: it works, and its phase is as it was. */
export type RunNews =
  /** `approval`: what a person has to decide, by the host's id. `takes`: from here on it takes what is said to it. */
  | { readonly type: 'phase'; readonly phase: PhaseReport; readonly approval?: string; readonly takes?: true }
  | { readonly type: 'progress' }
  | { readonly type: 'started' }
  /** The model has said its last, or has failed: until it is asked again, the run takes nothing. */
  | { readonly type: 'closing' }
  | { readonly type: 'ended' }

const MODEL: RunNews = { type: 'phase', phase: { code: 'waiting_model_response' } }

const ASKS_MODEL: RunNews = { ...MODEL, takes: true }

/** The host's tool that asks the person something and waits for the answer (openclaw 2026.9.6, docs/tools). */
const QUESTION = 'ask_user'

const PROGRESS: RunNews = { type: 'progress' }

/** Reads an event of the host; `null` when it says nothing that people want to know. `now` is epoch milliseconds. */
export function readEvent(event: AgentEvent, now: number): RunNews | null {
  const { stream, data } = event
  const { phase } = data
  switch (stream) {
    case 'run_status':
      if (phase === 'retrying') return { type: 'phase', phase: retryOf(data, now) }
      return phase === 'starting_model' ? ASKS_MODEL : MODEL
    case 'lifecycle':
      return lifecycle(data)
    case 'tool':
      return tool(data)
    case 'compaction':
      return phase === 'start' ? { type: 'phase', phase: { code: 'compacting' } } : ASKS_MODEL
    case 'assistant':
    case 'thinking':
    case 'command_output':
    case 'item':
      return PROGRESS
    default:
      return null
  }
}

function lifecycle({ phase, approvalId }: Readonly<Record<string, unknown>>): RunNews | null {
  switch (phase) {
    case 'start':
      return { type: 'started' }
    case 'end':
    case 'error':
      return { type: 'ended' }
    case 'finishing':
      return { type: 'closing' }
    case 'model':
    case 'approval-resolved':
      return MODEL
    case 'waiting-approval':
      return {
        type: 'phase',
        phase: { code: 'waiting_approval' },
        ...(typeof approvalId === 'string' ? { approval: approvalId } : {}),
      }
    default:
      return null
  }
}

function tool({ phase, name }: Readonly<Record<string, unknown>>): RunNews {
  if (phase === 'update') return PROGRESS
  return phase === 'start' ? { type: 'phase', phase: toolPhase(typeof name === 'string' ? name : undefined) } : MODEL
}

/** What an open tool call means to people. */
function toolPhase(name: string | undefined): PhaseReport {
  if (name === QUESTION) return { code: 'waiting_answer' }
  return { code: 'tool_running', ...(name === undefined ? {} : { label: name }) }
}

function retryOf(data: Readonly<Record<string, unknown>>, now: number): PhaseReport {
  const { reason, delayMs, attempt, maxAttempts } = data
  return {
    code: reason === 'rate_limit' ? 'rate_limited' : 'retrying',
    ...(typeof delayMs === 'number' ? { until: now + delayMs } : {}),
    ...(typeof attempt === 'number' ? { attempt } : {}),
    ...(typeof maxAttempts === 'number' ? { attempts: maxAttempts } : {}),
  }
}
