import type { HistoryEntry, Turn } from '@holdline/bridge'
import type { AgentRoute } from '../host/api.ts'
import { suite } from '../suite/suite.ts'
import { readJournal } from './journal.ts'

/*
 * The host runs one turn at a time in a session of its own, and a running one cannot leave it. What runs beside it, a
 * parallel turn or one that follows a turn in the background, gets a side session: a session of the host with a key of
 * its own. It is told what was said before and what else runs, and the main session is told what was said in it.
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
  return parts.length === 0 ? '' : `<holdline-context>\n${parts.join('\n\n')}\n</holdline-context>\n\n`
}

/** What the main session is told of a turn in a side session. */
export function sideNews(question: string, answer: string): string {
  return `Beside this conversation the person asked: ${short(question)}\nand was answered: ${short(answer)}`
}

function sayings({ inbounds, journal }: HistoryEntry): string[] {
  const answer = readJournal(journal).said.join('\n')
  return [...inbounds.map(({ text }) => `Person: ${short(text)}`), ...(answer === '' ? [] : [`You: ${short(answer)}`])]
}

function short(text: string): string {
  return text.length <= TOLD_CHARACTERS ? text : `${text.slice(0, TOLD_CHARACTERS)} …`
}
