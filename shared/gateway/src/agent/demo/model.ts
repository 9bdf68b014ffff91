import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { type Clock, FAILURE_CODES, isFailureCode, TurnFailedError } from '@holdline/bridge'
import { APICallError } from 'ai'
import { wait } from '../wait.ts'
import { type Directive, type Order, readOrder } from './directives.ts'
import { requestOf } from './request.ts'
import { DEMO_TOOL } from './tool.ts'
import { typed } from './typed.ts'
import { demoWording } from './wording.ts'

type Parts = readonly LanguageModelV4StreamPart[]

/**
 * The built-in model: it does what the directives in the person's message say and repeats the rest. What comes next is
 * read from the conversation (each tool result stands for one `[tool]` that is done), so that a resumed turn goes on
 * where it was. Only the 429s that it has already given are remembered, by the instance: one instance serves one turn.
 */
export function demoModel(clock: Clock): LanguageModelV4 {
  const refusals = new Map<number, number>()
  return {
    specificationVersion: 'v4',
    provider: 'demo',
    modelId: 'demo',
    supportedUrls: {},
    async doGenerate() {
      throw new Error('the demo model only streams')
    },
    async doStream({ prompt, abortSignal }) {
      const signal = abortSignal ?? new AbortController().signal
      const { text, toolResults } = requestOf(prompt)
      const order = readOrder(text)
      const call = await obey(dueOf(order.directives, toolResults), refusals, clock, signal)
      if (call !== undefined) return { stream: typed(toolCall(call.ms, toolResults + 1), 0, clock, signal) }
      const streamMs = order.directives.reduce((ms, one) => (one.type === 'stream' ? ms + one.ms : ms), 0)
      return { stream: typed(answerParts(answerTo(order)), streamMs, clock, signal) }
    },
  }
}

interface Due {
  /** Its place among all directives. */
  readonly index: number
  readonly directive: Directive
}

/** The directives after the tool that ran last, up to and with the next tool. */
function dueOf(directives: readonly Directive[], toolsDone: number): Due[] {
  let tools = 0
  return directives.flatMap((directive, index) => {
    const before = tools
    if (directive.type === 'tool') tools += 1
    return before === toolsDone ? [{ index, directive }] : []
  })
}

/** Does what is due before the next token. Resolves with the call of the tool that comes then, if one does. */
async function obey(
  due: readonly Due[],
  refusals: Map<number, number>,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ ms: number } | undefined> {
  // A request that was refused before does not think again about what came before the refusal.
  const from = due.findLastIndex(({ index }) => refusals.has(index))
  for (const { index, directive } of due.slice(Math.max(0, from))) {
    switch (directive.type) {
      case 'think':
        await wait(clock, directive.ms, signal)
        break
      case 'ratelimit': {
        const given = refusals.get(index) ?? 0
        if (given < directive.times) {
          refusals.set(index, given + 1)
          throw tooManyRequests(directive.ms)
        }
        break
      }
      case 'fail':
        if (isFailureCode(directive.code)) throw new TurnFailedError(directive.code, 'the demo model was told to fail')
        break
      case 'hang':
        await forever(signal)
        break
      case 'tool':
        return { ms: directive.ms }
      case 'stream':
        break
    }
  }
  return undefined
}

function answerTo({ directives, rest }: Order): string {
  const wording = demoWording(rest)
  const unknown = directives
    .filter((directive) => directive.type === 'fail')
    .filter(({ code }) => !isFailureCode(code))
    .map(({ code }) => wording.unknownCode(code, FAILURE_CODES))
  const said = rest === '' ? (directives.length === 0 ? wording.greeting : wording.done) : wording.echo(rest)
  const hint = directives.length === 0 ? [wording.hint] : []
  return [...unknown, said, ...hint].join('\n\n')
}

function answerParts(text: string): Parts {
  return [
    { type: 'text-start', id: 'answer' },
    { type: 'text-delta', id: 'answer', delta: text },
    { type: 'text-end', id: 'answer' },
    finish('stop'),
  ]
}

function toolCall(ms: number, number: number): Parts {
  const call = { toolCallId: `demo-${number}`, toolName: DEMO_TOOL, input: JSON.stringify({ ms }) }
  return [{ type: 'tool-call', ...call }, finish('tool-calls')]
}

function finish(reason: 'stop' | 'tool-calls'): LanguageModelV4StreamPart {
  return {
    type: 'finish',
    finishReason: { unified: reason, raw: reason },
    usage: {
      inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: undefined, text: undefined, reasoning: undefined },
    },
  }
}

function tooManyRequests(afterMs: number): APICallError {
  return new APICallError({
    message: 'Too Many Requests',
    url: 'demo:',
    requestBodyValues: {},
    statusCode: 429,
    responseHeaders: { 'retry-after-ms': String(afterMs) },
  })
}

function forever(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
