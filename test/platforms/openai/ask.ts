import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { jsonSchema, type ModelMessage, streamText, type ToolSet, tool } from 'ai'

/** A tool that the model may call; without `execute` the SDK hands the call back. */
export const TOOLS: ToolSet = {
  'get-sum': tool({
    description: 'Adds two numbers',
    inputSchema: jsonSchema<{ a: number; b: number }>({
      type: 'object',
      properties: { a: { type: 'number' }, b: { type: 'number' } },
      required: ['a', 'b'],
    }),
  }),
}

/** What to ask and how. */
export interface Question {
  readonly url: string
  readonly messages?: readonly ModelMessage[]
  readonly model?: string
  readonly apiKey?: string
  readonly tools?: ToolSet
  readonly signal?: AbortSignal
  /** Called with each piece of text as it comes. */
  readonly onDelta?: (text: string) => void
}

/** Everything that one step of the real AI SDK let us see. */
export interface Seen {
  /** The types of the stream's parts, in order. */
  readonly parts: readonly string[]
  readonly deltas: readonly string[]
  /** The errors that came as parts of the stream. */
  readonly errors: readonly unknown[]
  /** What the stream itself threw. */
  readonly thrown: unknown
  readonly finishReason: string | undefined
  readonly toolCalls: readonly { toolCallId: string; toolName: string; input: unknown }[]
  readonly messages: readonly ModelMessage[]
  readonly totalTokens: number | undefined
}

/** Runs one step (`streamText`, no retries, no tool execution) of the real AI SDK and says what was seen. */
export async function ask({ url, messages, model, apiKey, tools, signal, onDelta }: Question): Promise<Seen> {
  const provider = createOpenAICompatible({
    name: 'fake',
    baseURL: url,
    includeUsage: true,
    ...(apiKey !== undefined && { apiKey }),
  })
  const parts: string[] = []
  const deltas: string[] = []
  const errors: unknown[] = []
  let thrown: unknown
  const result = streamText({
    model: provider(model ?? 'fake-model'),
    messages: messages ? [...messages] : [{ role: 'user', content: 'hello' }],
    maxRetries: 0,
    onError: () => undefined,
    ...(tools && { tools }),
    ...(signal && { abortSignal: signal }),
  })
  try {
    for await (const part of result.fullStream) {
      parts.push(part.type)
      if (part.type === 'text-delta') {
        deltas.push(part.text)
        onDelta?.(part.text)
      }
      if (part.type === 'error') errors.push(part.error)
    }
  } catch (error) {
    thrown = error
  }
  const finished = parts.includes('finish')
  return {
    parts,
    deltas,
    errors,
    thrown,
    finishReason: finished ? await result.finishReason : undefined,
    toolCalls: finished ? await result.toolCalls : [],
    messages: finished ? await result.responseMessages : [],
    totalTokens: finished ? (await result.usage).totalTokens : undefined,
  }
}
