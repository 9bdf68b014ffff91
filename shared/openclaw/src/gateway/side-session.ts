import type { HistoryEntry, Outcome, Turn } from '@holdline/bridge'
import type { AgentRoute } from '../host/api.ts'
import { suite } from '../suite/suite.ts'
import { readJournal } from './journal.ts'

/*
 * The host runs one turn at a time in a session of its own, and a running one cannot leave it. What runs beside it, a
 * parallel turn or one that follows a turn in the background, gets a side session: a session of the host with a key of
 * its own. It is told what was said before and what else runs, and the main session is told with its next turn what was
 * said in it and how that ended: both are read from the store, so that no restart in between loses them.
 */

/** Finished turns that a side session is told, the latest ones. */
const TOLD_TURNS = 10

/** Characters of one message that it is told. */
const TOLD_CHARACTERS = 2_000

/** Marks a turn as the one that works in a session of the host. Returns how to end that. */
export function occupy(sessionKey: string, turnId: string): () => void {
  const { turns } = suite()
  const inside = turns.get(sessionKey) ?? new Set()
  turns.set(sessionKey, inside)
  inside.add(turnId)
  return () => {
    inside.delete(turnId)
    if (inside.size === 0 && turns.get(sessionKey) === inside) turns.delete(sessionKey)
  }
}

/** The turn of ours that works in a session of the host, if any. */
function occupant(sessionKey: string): string | undefined {
  return suite().turns.get(sessionKey)?.values().next().value
}

/**
 * The side session that a turn runs in, by name; `undefined`: in the main one. Turns that follow a turn in the background
 * share one, so that they are a conversation.
 */
export function asideFor(turn: Pick<Turn, 'id' | 'kind'>, main: AgentRoute): string | undefined {
  return turn.kind === 'parallel' ? turn.id : occupant(main.sessionKey)
}

/** The side session of this name. */
export function asideOf(main: AgentRoute, name: string): AgentRoute {
  return { ...main, sessionKey: `${main.sessionKey}:side:${name.toLowerCase()}` }
}

/** What a new side session has to know, for the model. */
export function sideContext({ history, tasks }: Pick<Turn, 'history' | 'tasks'>): string {
  const said = history.slice(-TOLD_TURNS).flatMap(sayings)
  const running = tasks.map(({ number, title }) => `${number}. ${title}`)
  const parts = [
    ...(said.length === 0 ? [] : [`The conversation so far:\n${said.join('\n')}`]),
    ...(running.length === 0 ? [] : [`What else is being worked on now; do not do it again:\n${running.join('\n')}`]),
  ]
  return inContext(parts)
}

/** What the main session has not been told yet of turns in side sessions. */
export interface SideNews {
  /** For the model, before the question; empty where there is nothing. */
  readonly text: string
  /** The turns that it tells of. */
  readonly turns: readonly string[]
}

/** What counts of a finished turn here. */
interface PastTurn {
  readonly turn: Pick<HistoryEntry['turn'], 'id' | 'outcome'>
  readonly inbounds: readonly { readonly text: string }[]
  readonly journal: HistoryEntry['journal']
}

/** What the main session has to be told: the finished turns beside it that no turn of its own has been told of. */
export function sideNews(history: readonly PastTurn[]): SideNews {
  const past = history.map((entry) => ({ entry, ...readJournal(entry.journal) }))
  const told = new Set(past.flatMap((one) => one.told))
  const news = past.filter(({ entry, aside }) => aside !== undefined && !told.has(entry.turn.id)).slice(-TOLD_TURNS)
  return {
    text: inContext(news.map(({ entry, said }) => besideWords(entry, said.join('\n')))),
    turns: news.map(({ entry }) => entry.turn.id),
  }
}

function besideWords({ turn, inbounds }: PastTurn, answer: string): string {
  const question = short(inbounds.map(({ text }) => text).join('\n'))
  return `Beside this conversation the person asked: ${question}\n${endWords(turn.outcome, short(answer))}`
}

function endWords(outcome: Outcome | undefined, answer: string): string {
  const said = answer === '' ? '.' : `: ${answer}`
  switch (outcome?.type) {
    case 'completed':
      return `and was answered${said}`
    case 'failed':
      return `and was told that it failed${said}`
    case 'cancelled':
    case 'interrupted':
    case undefined:
      return `and that was stopped before its end${said}`
    default:
      return outcome satisfies never
  }
}

/** What is for the model and was not said by the person. */
function inContext(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `<holdline-context>\n${parts.join('\n\n')}\n</holdline-context>\n\n`
}

function sayings({ inbounds, journal }: HistoryEntry): string[] {
  const answer = readJournal(journal).said.join('\n')
  return [...inbounds.map(({ text }) => `Person: ${short(text)}`), ...(answer === '' ? [] : [`You: ${short(answer)}`])]
}

function short(text: string): string {
  return text.length <= TOLD_CHARACTERS ? text : `${text.slice(0, TOLD_CHARACTERS)} …`
}
