/** A JSON object as it came over the wire: nothing is known about its fields yet. */
export type JsonObject = { readonly [key: string]: unknown }

/** Tells a JSON object from the other things that JSON can be. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Parses text as JSON; `undefined` (which no JSON text means) when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Why a model stopped. Source: `ChatCompletionChunk.Choice.finish_reason` of the official `openai` 6.49 types. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter'

/** A call of a function tool, as an assistant message carries it. `arguments` is a JSON text. */
export interface ToolCall {
  readonly id: string
  readonly name: string
  readonly arguments: string
}

/** The `error` of an error body. Source: `ErrorObject` of the official `openai` 6.49 types. */
export interface ErrorObject {
  readonly message: string
  readonly type: string
  readonly param: string | null
  readonly code: string | null
}
