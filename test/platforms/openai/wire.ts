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
