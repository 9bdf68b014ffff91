import type { ChatKind, SessionKey, TaskView, Turn } from '@holdline/bridge'
import type { ModelMessage } from 'ai'
import type { ToolOutcome } from './journal.ts'
import { joinUserMessages } from './messages.ts'
import type { Progress } from './progress.ts'
import { messagesOfStep } from './step-messages.ts'
import { defuse, SYSTEM_EVENT_RULE, systemEvent } from './system-event.ts'
import { userTextOf } from './user-text.ts'

const DEFAULT_SYSTEM_PROMPT =
  'You are a helpful assistant in a chat. Answer in the language of the message you answer, briefly, in Markdown. ' +
  'Use the tools you have when they help; say plainly what you could not do.'

/** The system prompt of every request. */
export function instructionsOf(systemPrompt: string | undefined): string {
  return `${systemPrompt ?? DEFAULT_SYSTEM_PROMPT}\n\n${SYSTEM_EVENT_RULE}`
}

/** Only reached if a step is shown to the model while one of its calls is still open, which the loop does not do. */
const OPEN_CALL: ToolOutcome = { type: 'error-text', value: 'This call has no result yet.' }

/** Everything the model reads in the next request: what was before, the question, what the turn has done so far. */
export function promptOf(before: readonly ModelMessage[], turn: Turn, progress: Progress): ModelMessage[] {
  return joinUserMessages([
    ...before,
    { role: 'user', content: questionOf(turn) },
    ...progress.steers.map((text): ModelMessage => ({ role: 'user', content: defuse(text) })),
    ...progress.steps.flatMap((step) => messagesOfStep(step, { thoughts: true, missing: OPEN_CALL })),
  ])
}

/** What the turn answers, after a note on what else runs in the conversation. */
export function questionOf(turn: Turn): string {
  const kind = chatKindOf(turn.session)
  const texts = turn.messages.map((message) => userTextOf(message, kind)).filter((text) => text !== '')
  return [...(turn.tasks.length === 0 ? [] : [tasksEvent(turn.tasks)]), ...texts].join('\n\n')
}

/** The kind of a session's chat, which is part of its key. */
function chatKindOf(session: SessionKey): ChatKind {
  return /^agent:main:[^:]*:[^:]*:group:/.test(session) ? 'group' : 'direct'
}

function tasksEvent(tasks: readonly TaskView[]): string {
  const lines = tasks.map(taskLine).join('\n')
  return systemEvent(
    `While you answer the message below, this also runs in the conversation (not yours to repeat):\n${lines}`,
  )
}

/** A task as one line for the model. */
export function taskLine(task: TaskView): string {
  const since = new Date(task.startedAt).toISOString()
  return `#${task.number} (${task.kind}, ${task.phase.code}, since ${since}): ${task.title}`
}
