import { isJsonObject, type JsonObject } from '../kit/json.ts'
import { objectsOf } from './refusal.ts'
import type { ToolCall } from './wire.ts'

/** One message of a request that kept the rules. */
export interface ChatMessage {
  readonly role: string
  /** The content's text; of several text parts, one after the other. */
  readonly text: string
  readonly toolCalls: readonly ToolCall[]
  /** On a `tool` message: the call it answers. */
  readonly toolCallId: string | undefined
}

/** What a script looks at in a request: a typed view of a body that kept the rules. */
export interface ChatRequest {
  readonly model: string
  readonly stream: boolean
  readonly includeUsage: boolean
  /** Streams carry filler characters unless the client said no; see `stream_options.include_obfuscation`. */
  readonly obfuscation: boolean
  readonly messages: readonly ChatMessage[]
  /** The names of the offered tools. */
  readonly tools: readonly string[]
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return objectsOf(content)
    .map((part) => (typeof part.text === 'string' ? part.text : ''))
    .join('')
}

function readToolCall(call: JsonObject): ToolCall {
  const target = isJsonObject(call.function) ? call.function : {}
  return { id: String(call.id), name: String(target.name), arguments: String(target.arguments) }
}

function readMessage(message: JsonObject): ChatMessage {
  const { role, content, tool_calls: calls, tool_call_id: id } = message
  return {
    role: String(role),
    text: textOf(content),
    toolCalls: objectsOf(calls).map(readToolCall),
    toolCallId: typeof id === 'string' ? id : undefined,
  }
}

/** Reads a body that kept the rules (`checkRequest`); of any other it makes what it can. */
export function readChatRequest(body: JsonObject): ChatRequest {
  const options = isJsonObject(body.stream_options) ? body.stream_options : {}
  return {
    model: String(body.model),
    stream: body.stream === true,
    includeUsage: options.include_usage === true,
    obfuscation: options.include_obfuscation !== false,
    messages: objectsOf(body.messages).map(readMessage),
    tools: objectsOf(body.tools).map(({ function: target }) => (isJsonObject(target) ? String(target.name) : '')),
  }
}

/** What the person wrote last: the text of the last `user` message, `''` without one. */
export function lastUserText(request: ChatRequest): string {
  return request.messages.findLast(({ role }) => role === 'user')?.text ?? ''
}

/** The messages after the last `user` message: the tool calls and results of the running turn. */
export function sinceLastUser(request: ChatRequest): readonly ChatMessage[] {
  return request.messages.slice(request.messages.findLastIndex(({ role }) => role === 'user') + 1)
}
