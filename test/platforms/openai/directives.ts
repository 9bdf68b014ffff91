import { isJsonObject, parseJson } from '../kit/json.ts'
import { type ChatRequest, lastUserText, sinceLastUser } from './chat-request.ts'
import type { Script } from './script.ts'
import {
  breakAfter,
  breakOff,
  callTools,
  endAfter,
  errorAfter,
  exceedQuota,
  failServer,
  filterContent,
  hang,
  hangAfter,
  limitRate,
  overflowContext,
  type Pace,
  reachLimit,
  type Step,
  say,
  sayNothing,
  showPage,
  type ToolUse,
} from './steps.ts'

// `{{name}}` or `{{name:argument}}`, and for failures how often: `{{429:3 x2}}`. The argument of `tool` holds JSON, whose
// braces may end in the two that end the directive, so its end is the first `}}` after which the JSON is whole.
const START = /\{\{([a-z0-9-]+)/g
const TIMES = /\s+x(\d+)$/
const HALF = 'Half of an answer'

/** One directive as it was written. */
export interface Directive {
  readonly name: string
  readonly argument: string
  /** How often a failure comes before the next directive has its turn; `undefined` where not written. */
  readonly times: number | undefined
}

/** The directives of a text, in order, and the text without them. */
export interface Directed {
  readonly directives: readonly Directive[]
  readonly rest: string
}

/** Where the directive that opens at `from` ends, before its closing braces; -1 when it is not one. */
function endOf(text: string, name: string, from: number): number {
  for (let end = text.indexOf('}}', from); end !== -1; end = text.indexOf('}}', end + 1)) {
    if (name !== 'tool' || readTools(text.slice(from + 1, end)) !== undefined) return end
  }
  return -1
}

/** Reads the directives in a text; what only looks like one stays text. */
export function readDirectives(text: string): Directed {
  const directives: Directive[] = []
  let rest = ''
  let at = 0
  for (const { 1: name = '', 0: opening, index } of text.matchAll(START)) {
    if (index < at) continue
    const from = index + opening.length
    const end = endOf(text, name, from)
    const inside = text.slice(from, end)
    if (end === -1 || !(inside === '' || /^[:\s]/.test(inside))) continue
    const times = name === 'tool' ? null : TIMES.exec(inside)
    const argument = (times ? inside.slice(0, times.index) : inside).replace(/^:/, '').trim()
    directives.push({ name, argument, times: times ? Number(times[1]) : undefined })
    rest += text.slice(at, index)
    at = end + 2
  }
  return { directives, rest: (rest + text.slice(at)).replace(/\s+/g, ' ').trim() }
}

/** `get-sum {"a":2}`, or several calls of one step: `get-sum {"a":2} + echo {"message":"x"}`. */
function readTools(argument: string): ToolUse[] | undefined {
  const uses: ToolUse[] = []
  for (const part of argument.split(/(?<=\})\s*\+\s*/)) {
    const { 1: name = '', 2: json = '' } = /^\s*([\w-]+)\s*(\{.*\})?\s*$/s.exec(part) ?? []
    const value = json === '' ? {} : parseJson(json)
    if (name === '' || !isJsonObject(value)) return undefined
    uses.push({ name, arguments: value })
  }
  return uses
}

/** A failure that a directive stands for, how often it comes unless written, and what it says before. */
const FAILURES: Readonly<Record<string, { readonly times: number; readonly step: (argument: string) => Step }>> = {
  '429': { times: 1, step: (seconds) => limitRate(seconds === '' ? {} : { seconds: Number(seconds) }) },
  '429-ms': { times: 1, step: (ms) => limitRate({ ms: Number(ms) }) },
  '429-date': {
    times: 1,
    step: (seconds) => limitRate({ date: new Date(Date.now() + Number(seconds) * 1000) }),
  },
  '429-reset': { times: 1, step: (resetRequests) => limitRate({ resetRequests }) },
  quota: { times: Number.POSITIVE_INFINITY, step: () => exceedQuota() },
  '500': { times: 1, step: () => failServer(500) },
  '503': { times: 1, step: (seconds) => failServer(503, seconds === '' ? {} : { 'retry-after': seconds }) },
  html: { times: 1, step: (status) => showPage(status === '' ? 200 : Number(status)) },
  empty: { times: 1, step: () => sayNothing() },
  break: { times: 1, step: (text) => breakAfter(text || HALF) },
  'break-off': { times: 1, step: () => breakOff() },
  cut: { times: 1, step: (text) => endAfter(text || HALF) },
  error: { times: 1, step: (text) => errorAfter(text || HALF) },
  hang: { times: Number.POSITIVE_INFINITY, step: () => hang() },
  'hang-after': { times: Number.POSITIVE_INFINITY, step: (text) => hangAfter(text || HALF) },
  filter: { times: Number.POSITIVE_INFINITY, step: (text) => filterContent(text) },
  length: { times: Number.POSITIVE_INFINITY, step: (text) => reachLimit(text || HALF) },
  overflow: { times: Number.POSITIVE_INFINITY, step: () => overflowContext() },
}

/** What slows an answer down: `slow` its first token, `stream` all of it, in milliseconds. */
function paceOf(directives: readonly Directive[], words: number): Pace {
  const ms = (name: string) => Number(directives.find((directive) => directive.name === name)?.argument ?? 0)
  return {
    ...(ms('slow') > 0 && { firstToken: ms('slow') }),
    ...(ms('stream') > 0 && { between: ms('stream') / Math.max(1, words) }),
  }
}

/** The final answer: the message without its directives, and what the tools returned. */
function answerTo(chat: ChatRequest, { directives, rest }: Directed): Step {
  const results = sinceLastUser(chat).filter(({ role }) => role === 'tool')
  const text = [rest === '' ? 'Done.' : `You said: ${rest}`, ...results.map((result) => result.text)].join('\n\n')
  return say(text, paceOf(directives, text.split(/\s+/).length))
}

/**
 * A script that does what directives in the last user message say, in the order written: `{{tool:get-sum {"a":2,"b":3}}}`
 * (several in one step with ` + `), `{{slow:5000}}`, `{{stream:5000}}`, and the failures above such as `{{429:3}}`,
 * `{{hang}}`, `{{break}}`; those that a retry should survive come once unless `x<times>` is written, the others always.
 * A text without directives is repeated.
 *
 * How many failures a conversation has had is kept by its messages: two chats that are equal word for word share it.
 */
export function directiveScript(): Script {
  const failures = new Map<string, number>()
  return ({ chat }) => {
    if (!chat) return undefined
    const key = JSON.stringify(chat.messages.slice(0, chat.messages.length - sinceLastUser(chat).length))
    const directed = readDirectives(lastUserText(chat))
    let toolSteps = sinceLastUser(chat).filter(({ toolCalls }) => toolCalls.length > 0).length
    let failed = failures.get(key) ?? 0
    for (const { name, argument, times } of directed.directives) {
      if (name === 'tool') {
        if (toolSteps === 0) return callTools(readTools(argument) ?? [], paceOf(directed.directives, 1))
        toolSteps -= 1
      }
      const failure = FAILURES[name]
      if (!failure) continue
      const most = times ?? failure.times
      if (failed < most) {
        failures.set(key, (failures.get(key) ?? 0) + 1)
        return failure.step(argument)
      }
      failed -= most
    }
    failures.delete(key)
    return answerTo(chat, directed)
  }
}
