import type { ErrorObject, FinishReason, ToolCall } from './wire.ts'

// The shapes are those of the official `openai` 6.49 types (ChatCompletion, ChatCompletionChunk); the split into chunks
// is the one of a recorded stream of gpt-4o-mini: the first tool call travels with the role, its arguments follow in
// fragments, `usage` is null in every chunk but the last, which has no choices.
const ARGUMENT_FRAGMENT_CHARS = 5 // about a token, so that every call of a real tool arrives in several fragments
const CHARS_PER_TOKEN = 4 // a rule of thumb; nobody is billed for these
const FILLER = 'holdlineholdline' // obfuscation: clients must ignore it

/** What identifies one answer of the model. */
export interface Completion {
  readonly id: string
  /** Unix time in seconds. */
  readonly created: number
  readonly model: string
  readonly includeUsage: boolean
  readonly obfuscation: boolean
  /** The characters of the request, to estimate its tokens. */
  readonly promptChars: number
}

/** What the model says: text, tool calls, and why it stopped. */
export interface Answer {
  /** The text in the pieces in which it streams. */
  readonly pieces: readonly string[]
  readonly toolCalls: readonly ToolCall[]
  readonly finish: FinishReason
}

function usageOf(answer: Answer, completion: Completion) {
  const spoken = answer.pieces.join('') + answer.toolCalls.map((call) => call.name + call.arguments).join('')
  const prompt_tokens = Math.ceil(completion.promptChars / CHARS_PER_TOKEN)
  const completion_tokens = Math.ceil(spoken.length / CHARS_PER_TOKEN)
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
}

function frame(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`
}

function chunk(completion: Completion, choices: readonly unknown[], usage: unknown, filler: boolean): string {
  const { id, created, model, includeUsage, obfuscation } = completion
  return frame({
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    service_tier: 'default',
    system_fingerprint: 'fp_holdline_test',
    choices,
    ...(includeUsage && { usage }),
    ...(obfuscation && filler && { obfuscation: FILLER }),
  })
}

function deltaChunk(completion: Completion, delta: unknown, finish_reason: FinishReason | null = null): string {
  return chunk(completion, [{ index: 0, delta, logprobs: null, finish_reason }], null, true)
}

function fragments(text: string): string[] {
  return text.match(new RegExp(`.{1,${ARGUMENT_FRAGMENT_CHARS}}`, 'gsu')) ?? []
}

/** The frames of a streamed answer, apart so that a script can wait between them. */
export interface Frames {
  /** The first chunk: the role, and the first tool call when there is no text. */
  readonly role: string
  readonly text: readonly string[]
  readonly toolCalls: readonly string[]
  readonly finish: string
  /** The usage chunk, where the client asked for it, and the `[DONE]` mark. */
  readonly end: readonly string[]
}

/** Puts an answer into the frames in which OpenAI streams it. */
export function framesOf(answer: Answer, completion: Completion): Frames {
  const opening = (call: ToolCall, index: number) => ({
    tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }],
  })
  const rest = (call: ToolCall, index: number) =>
    fragments(call.arguments).map((part) => ({ tool_calls: [{ index, function: { arguments: part } }] }))

  const [firstCall] = answer.toolCalls
  const callFirst = answer.pieces.length === 0 && firstCall ? opening(firstCall, 0) : undefined
  const deltas = answer.toolCalls.flatMap((call, index) => [
    ...(callFirst && index === 0 ? [] : [opening(call, index)]),
    ...rest(call, index),
  ])
  return {
    role: deltaChunk(completion, { role: 'assistant', content: callFirst ? null : '', ...callFirst, refusal: null }),
    text: answer.pieces.map((content) => deltaChunk(completion, { content })),
    toolCalls: deltas.map((delta) => deltaChunk(completion, delta)),
    finish: deltaChunk(completion, {}, answer.finish),
    end: [
      ...(completion.includeUsage ? [chunk(completion, [], usageOf(answer, completion), false)] : []),
      'data: [DONE]\n\n',
    ],
  }
}

/** An error in the middle of a stream, as the API sends one when it fails after the headers. */
export function errorFrame(error: ErrorObject): string {
  return frame({ error })
}

/** The same answer for a client that does not stream: the whole `chat.completion` body. */
export function completionBody(answer: Answer, completion: Completion): string {
  const { id, created, model } = completion
  const toolCalls = answer.toolCalls.map(({ id, name, arguments: text }) => ({
    id,
    type: 'function',
    function: { name, arguments: text },
  }))
  const text = answer.pieces.join('')
  const message = {
    role: 'assistant',
    content: text === '' && toolCalls.length > 0 ? null : text,
    ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
    refusal: null,
    annotations: [],
  }
  return JSON.stringify({
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: answer.finish }],
    usage: usageOf(answer, completion),
    service_tier: 'default',
    system_fingerprint: 'fp_holdline_test',
  })
}
