import type { HistoryEntry, Outcome } from '@holdline/bridge'
import type { ModelMessage } from 'ai'
import { type JournalEntry, JournalError, readJournal, type ToolOutcome } from './journal.ts'
import { answerOf, type Progress, progressOf } from './progress.ts'
import { messagesOfStep } from './step-messages.ts'
import { defuse, systemEvent } from './system-event.ts'
import { userTextOf } from './user-text.ts'

/** The conversation before a turn. */
export interface Conversation {
  readonly messages: readonly ModelMessage[]
  /** Turns that did not fit. */
  readonly omitted: number
  /** Turns whose journal could not be read, each with the reason. */
  readonly unreadable: readonly string[]
}

const UNFINISHED: ToolOutcome = {
  type: 'error-text',
  value: 'This call has no result: the turn was stopped before the tool had ended.',
}

/**
 * Finished turns as the model reads them, oldest first, as many whole turns from the end as fit into `budget`
 * characters. A turn that was cut short is closed: its open calls get an error, and an event says what happened. What
 * a background turn found stands at the place where it ended.
 */
export function messagesOf(history: readonly HistoryEntry[], budget: number): Conversation {
  const unreadable: string[] = []
  const turns = history.map((entry) => messagesOfTurn(entry, unreadable))
  let room = budget
  let first = turns.length
  while (first > 0) {
    room -= JSON.stringify(turns[first - 1]).length
    if (room < 0) break
    first -= 1
  }
  const left: ModelMessage[] = first === 0 ? [] : [event('Earlier parts of this conversation have been left out.')]
  return { messages: [...left, ...turns.slice(first).flat()], omitted: first, unreadable }
}

/** Messages with neighbours of the user's role made one: many chat templates refuse two in a row. */
export function joinUserMessages(messages: readonly ModelMessage[]): ModelMessage[] {
  const joined: ModelMessage[] = []
  for (const message of messages) {
    const last = joined.at(-1)
    const both = last?.role === 'user' && message.role === 'user'
    if (both && typeof last.content === 'string' && typeof message.content === 'string') {
      joined[joined.length - 1] = { role: 'user', content: `${last.content}\n\n${message.content}` }
    } else {
      joined.push(message)
    }
  }
  return joined
}

function messagesOfTurn(entry: HistoryEntry, unreadable: string[]): ModelMessage[] {
  const journal = readable(entry, unreadable)
  // What was said to the running turn is a message of the turn too; it stands where the turn has heard it.
  const heard = new Set(journal?.flatMap((one) => (one.type === 'steer' ? [one.messageId] : [])))
  const question = entry.inbounds
    .filter(({ id }) => !heard.has(id))
    .map((inbound) => userTextOf(inbound, inbound.chat.kind))
    .filter((text) => text !== '')
    .join('\n\n')
  if (journal === null) return [user(question), event('What was done then can no longer be read.')]
  const progress = progressOf(journal)
  if (entry.turn.kind === 'background') return [event(backgroundText(entry, question, progress))]
  const end = endOf(entry.turn.outcome)
  return [
    user(question),
    ...progress.steers.map((text) => user(defuse(text))),
    ...progress.steps.flatMap((step) => messagesOfStep(step, { thoughts: false, missing: UNFINISHED })),
    ...(end === null ? [] : [event(`The turn above ${end}.`)]),
  ]
}

function readable(entry: HistoryEntry, unreadable: string[]): JournalEntry[] | null {
  try {
    return readJournal(entry.journal)
  } catch (error) {
    if (!(error instanceof JournalError)) throw error
    unreadable.push(error.message)
    return null
  }
}

function backgroundText({ turn }: HistoryEntry, question: string, progress: Progress): string {
  const end = endOf(turn.outcome) ?? 'has ended'
  const answer = answerOf(progress)
  const said = answer === '' ? '' : ` The person has got this answer:\n${answer}`
  return `Task #${turn.number}, which ran in the background, ${end}. Its question was:\n${question}\n${said}`.trim()
}

function endOf(outcome: Outcome | undefined): string | null {
  switch (outcome?.type) {
    case undefined:
    case 'completed':
      return null
    case 'failed':
      return `failed (${outcome.failure.code}); the person was told`
    case 'cancelled':
      return CANCELLED[outcome.cause]
    case 'interrupted':
      return INTERRUPTED[outcome.cause]
  }
}

const CANCELLED = {
  person: 'was cancelled by the user',
  new: 'was cancelled by the user',
  interrupt: "was stopped for the user's next message",
  rollback: "was stopped for the user's next message",
  operator: 'was stopped by an operator',
  task: 'was cancelled through task_cancel',
} as const

const INTERRUPTED = {
  restart: 'was cut off by a restart of the gateway',
  lane_timeout: 'was stopped because nothing had moved for too long',
  message: "was stopped for the user's next message",
} as const

function user(content: string): ModelMessage {
  return { role: 'user', content }
}

function event(text: string): ModelMessage {
  return user(systemEvent(text))
}
