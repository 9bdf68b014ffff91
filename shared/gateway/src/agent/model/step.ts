import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { Clock, Json } from '@holdline/bridge'
import { type ModelMessage, streamText, type TextStreamPart, type ToolSet } from 'ai'
import { z } from 'zod'
import type { CallPart, StepEntry } from '../journal.ts'
import type { AgentLimits } from '../limits.ts'
import { callsOf, textOf } from '../progress.ts'
import { StepFailedError } from './provider-errors.ts'
import { watchTokens } from './token-watch.ts'

/** One request to a model. */
export interface StepRequest {
  readonly model: LanguageModelV4
  readonly instructions: string
  readonly messages: readonly ModelMessage[]
  /** Shown to the model, never run by the SDK. */
  readonly tools: ToolSet
  /** `none`: the model has to answer now. */
  readonly toolChoice: 'auto' | 'none'
}

/** What a step tells while it runs. */
export interface StepWatcher {
  /** A token of any kind. */
  token(): void
  /** The text of this step so far. */
  text(text: string): void
}

/**
 * Asks a model once and reads its answer to the end: no retries, no tools run. A tool call counts only when the answer
 * has ended well: a broken stream may have shown a complete call before it broke.
 *
 * @throws the signal's reason when it aborts; the connection is closed then, and also after every other way out
 * @throws whatever went wrong, for `providerFailureOf`
 */
export async function streamStep(
  request: StepRequest,
  watcher: StepWatcher,
  { clock, limits, signal }: { clock: Clock; limits: AgentLimits; signal: AbortSignal },
): Promise<StepEntry> {
  signal.throwIfAborted()
  const connection = new AbortController()
  let late: StepFailedError | undefined
  const watch = watchTokens(clock, {
    firstMs: limits.firstTokenMs,
    gapMs: limits.tokenGapMs,
    onLate: (error) => {
      late = error
      connection.abort(error)
    },
  })
  const onToken = () => {
    watch.token()
    watcher.token()
  }
  try {
    return await readStep(request, AbortSignal.any([signal, connection.signal]), onToken, watcher.text)
  } catch (error) {
    signal.throwIfAborted()
    throw late ?? error
  } finally {
    watch.stop()
    // Leaving the stream early does not close the request by itself.
    connection.abort()
  }
}

async function readStep(
  request: StepRequest,
  signal: AbortSignal,
  onToken: () => void,
  onText: (text: string) => void,
): Promise<StepEntry> {
  const parts: StepEntry['parts'] = []
  let end: Extract<TextStreamPart<ToolSet>, { type: 'finish-step' }> | undefined
  const { stream } = streamText({
    model: request.model,
    instructions: request.instructions,
    messages: [...request.messages],
    tools: request.tools,
    toolChoice: request.toolChoice,
    maxRetries: 0,
    abortSignal: signal,
    // Failures are read from the stream; the default handler prints them.
    onError: () => {},
  })
  for await (const part of stream) {
    switch (part.type) {
      case 'text-delta':
        append(parts, 'text', part.text)
        onToken()
        onText(textOf({ type: 'step', model: '', parts }))
        break
      case 'reasoning-delta':
        append(parts, 'reasoning', part.text)
        onToken()
        break
      case 'tool-input-start':
      case 'tool-input-delta':
        onToken()
        break
      case 'tool-call':
        parts.push(callOf(part))
        onToken()
        break
      case 'finish-step':
        end = part
        break
      case 'abort':
        signal.throwIfAborted()
        break
      case 'error':
        throw part.error
    }
  }
  if (end === undefined) throw new Error('the model ended without an answer')
  return checked({ type: 'step', model: request.model.modelId, parts }, end.rawFinishReason)
}

/** Turns what the finish reason and the content say together into an answer or a failure. */
function checked(step: StepEntry, reason: string | undefined): StepEntry {
  // A polite refusal in words ends with `stop` and is an answer; a filter's cut is not.
  if (reason === 'content_filter') {
    throw new StepFailedError({ type: 'content_refused', why: 'the provider filtered the answer' })
  }
  if (callsOf(step).length === 0 && textOf(step) === '') {
    throw new StepFailedError({ type: 'transient', afterMs: null, why: `an empty answer (${reason ?? 'no reason'})` })
  }
  return step
}

function append(parts: StepEntry['parts'], type: 'text' | 'reasoning', text: string): void {
  const last = parts.at(-1)
  if (last?.type === type) last.text += text
  else if (text !== '') parts.push({ type, text })
}

const arguments_ = z.record(z.string(), z.json())

const metadata = z.record(z.string(), z.record(z.string(), z.json()))

function callOf(part: Extract<TextStreamPart<ToolSet>, { type: 'tool-call' }>): CallPart {
  const input = arguments_.safeParse(part.input)
  const extra = metadata.safeParse(part.providerMetadata)
  const invalid = part.invalid ? reasonOf(part.error) : input.success ? undefined : 'the arguments are no JSON object'
  return {
    type: 'call',
    id: part.toolCallId,
    name: part.toolName,
    input: input.success ? (input.data satisfies Json) : {},
    ...(invalid === undefined ? {} : { invalid }),
    ...(extra.success ? { metadata: extra.data } : {}),
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
