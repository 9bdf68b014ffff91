import { lastUserText, sinceLastUser } from '../../platforms/openai/chat-request.ts'
import type { Script } from '../../platforms/openai/script.ts'
import { callTools, say } from '../../platforms/openai/steps.ts'

/** How a question of the chaos is answered. */
export const KINDS = ['plain', 'slow', 'long', 'tool'] as const

/** One of them. */
export type Kind = (typeof KINDS)[number]

/** Longest waits within an answer: a kill falls into each of them. */
const SLOW_MS = 200
const PIECE_MS = 10
const TOOL_MS = 150

const WORDS = 12

/** A question with a name of its own. */
export function chaosQuestion(label: string, kind: Kind): string {
  return `${kind} ${label}`
}

/** The one right answer to it, whatever happens on the way. */
export function chaosAnswer(label: string): string {
  return `The answer to ${label}: ${Array.from({ length: WORDS }, (_, word) => `word${word}`).join(' ')}.`
}

/** A model that answers such questions: at once, after a while, word by word, or after its tool. */
export const chaosScript: Script = ({ chat }) => {
  if (chat === undefined) return undefined
  // What was before the question may stand in the same message.
  const [, kind, label = ''] = [...lastUserText(chat).matchAll(/\b(plain|slow|long|tool) ([\w-]+)/g)].at(-1) ?? []
  const usedTool = sinceLastUser(chat).some(({ toolCalls }) => toolCalls.length > 0)
  if (kind === 'tool' && !usedTool) return callTools([{ name: 'count', arguments: { label, ms: TOOL_MS } }])
  return say(chaosAnswer(label), {
    ...(kind === 'slow' && { firstToken: SLOW_MS }),
    ...(kind === 'long' && { between: PIECE_MS }),
  })
}
