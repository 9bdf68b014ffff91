import { isJsonObject, type JsonObject, parseJson } from '../kit/json.ts'
import { checkName, emptyArray, first, invalid, missing, nameOf, notOneOf, objectsOf, wrongType } from './refusal.ts'
import type { Rule } from './rules.ts'
import type { ErrorObject } from './wire.ts'

const ROLES = ['system', 'assistant', 'user', 'function', 'tool', 'developer']

// types: which content parts each role may carry
const PARTS: Readonly<Record<string, readonly string[]>> = {
  system: ['text'],
  developer: ['text'],
  tool: ['text'],
  assistant: ['text', 'refusal'],
  user: ['text', 'image_url', 'input_audio', 'file'],
}

function checkList({ messages }: JsonObject): ErrorObject | undefined {
  if (messages === undefined) return missing('messages')
  if (!Array.isArray(messages)) return wrongType('messages', 'an array of objects', messages)
  if (messages.length === 0) return emptyArray('messages')
  return first(messages, (entry: unknown, index) =>
    isJsonObject(entry) ? undefined : wrongType(`messages[${index}]`, 'an object', entry),
  )
}

function checkRoles(body: JsonObject): ErrorObject | undefined {
  return first(objectsOf(body.messages), ({ role }, index) =>
    typeof role === 'string' && ROLES.includes(role) ? undefined : notOneOf(`messages[${index}].role`, role, ROLES),
  )
}

function checkContents(body: JsonObject): ErrorObject | undefined {
  return first(objectsOf(body.messages), (message, index) => {
    const { content } = message
    const role = String(message.role)
    const where = `messages.[${index}].content`
    if (typeof content === 'string') return undefined
    if (Array.isArray(content)) return checkParts(content, PARTS[role] ?? [], where)
    const calls = message.tool_calls ?? message.function_call
    const mayBeMissing = role === 'function' || (role === 'assistant' && calls !== undefined)
    if ((content === null || content === undefined) && mayBeMissing) return undefined
    return invalid(`Invalid value for 'content': expected a string, got ${nameOf(content ?? null)}.`, where)
  })
}

function checkParts(parts: readonly unknown[], allowed: readonly string[], where: string): ErrorObject | undefined {
  if (parts.length === 0) return emptyArray(where)
  return first(parts, (part) => {
    const type = isJsonObject(part) ? part.type : undefined
    if (typeof type !== 'string' || !allowed.includes(type)) return notOneOf(where, type, allowed)
    if (type === 'text' && isJsonObject(part) && typeof part.text !== 'string') return missing(`${where}.text`)
    return undefined
  })
}

function checkToolCalls(body: JsonObject): ErrorObject | undefined {
  return first(objectsOf(body.messages), ({ role, tool_calls: calls }, index) => {
    if (calls === undefined) return undefined
    const where = `messages[${index}].tool_calls`
    if (role !== 'assistant') return invalid(`Unknown parameter: '${where}'.`, where, 'unknown_parameter')
    if (!Array.isArray(calls)) return wrongType(where, 'an array', calls)
    if (calls.length === 0) return emptyArray(where)
    const ids = new Set<unknown>()
    return first(calls, (call: unknown, place) => checkToolCall(call, `${where}[${place}]`, ids))
  })
}

function checkToolCall(call: unknown, where: string, ids: Set<unknown>): ErrorObject | undefined {
  if (!isJsonObject(call)) return wrongType(where, 'an object', call)
  if (typeof call.id !== 'string' || call.id === '') return missing(`${where}.id`)
  if (ids.has(call.id)) return invalid(`Duplicate value for '${where}.id': '${call.id}'.`, `${where}.id`)
  ids.add(call.id)
  if (call.type !== 'function') return notOneOf(`${where}.type`, call.type, ['function'])
  const { function: target } = call
  if (!isJsonObject(target)) return missing(`${where}.function`)
  const text = `${where}.function.arguments`
  const badName = checkName(target.name, `${where}.function.name`)
  return badName ?? (typeof target.arguments === 'string' ? undefined : wrongType(text, 'a string', target.arguments))
}

function checkArguments(body: JsonObject): ErrorObject | undefined {
  return first(objectsOf(body.messages), (message, index) =>
    first(objectsOf(message.tool_calls), (call, place) => {
      const text = isJsonObject(call.function) ? call.function.arguments : undefined
      if (typeof text === 'string' && isJsonObject(parseJson(text))) return undefined
      const where = `messages[${index}].tool_calls[${place}].function.arguments`
      return invalid(`Invalid '${where}': expected the JSON text of an object.`, where, 'invalid_value')
    }),
  )
}

/** The ids of the calls that a message makes. */
function callIdsOf(message: JsonObject): readonly unknown[] {
  return objectsOf(message.tool_calls).map(({ id }) => id)
}

function checkToolMessages(body: JsonObject): ErrorObject | undefined {
  let called: ReadonlySet<unknown> = new Set()
  return first(objectsOf(body.messages), (message, index) => {
    if (message.role !== 'tool') {
      called = new Set(callIdsOf(message))
      return undefined
    }
    const { tool_call_id: id } = message
    if (typeof id !== 'string') return missing(`messages.[${index}].tool_call_id`)
    if (called.has(id)) return undefined
    const rule = "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
    return invalid(`Invalid parameter: ${rule}`, `messages.[${index}].role`)
  })
}

function checkAnswered(body: JsonObject): ErrorObject | undefined {
  const messages = objectsOf(body.messages)
  return first(messages, (message, index) => {
    const open = new Set(callIdsOf(message))
    for (const next of messages.slice(index + 1)) {
      if (next.role !== 'tool') break
      open.delete(next.tool_call_id)
    }
    if (open.size === 0) return undefined
    const rule =
      "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'."
    const which = `The following tool_call_ids did not have response messages: ${[...open].join(', ')}`
    return invalid(`${rule} ${which}`, `messages.[${index + 1}].role`)
  })
}

function checkAnsweredOnce(body: JsonObject): ErrorObject | undefined {
  let answered = new Set<unknown>()
  return first(objectsOf(body.messages), ({ role, tool_call_id: id }, index) => {
    if (role !== 'tool') {
      answered = new Set()
      return undefined
    }
    const where = `messages.[${index}].tool_call_id`
    if (answered.has(id)) return invalid(`Duplicate tool message for '${String(id)}'.`, where)
    answered.add(id)
    return undefined
  })
}

/** The rules about `messages`: their form, their order, and that every tool call is answered in its place. */
export const MESSAGE_RULES: readonly Rule[] = [
  { name: 'message list', source: 'types', check: checkList },
  { name: 'roles', source: 'types: ChatCompletionRole', check: checkRoles },
  { name: 'contents', source: 'types: Chat…MessageParam.content', check: checkContents },
  { name: 'tool calls', source: 'types: ChatCompletionMessageFunctionToolCall', check: checkToolCalls },
  {
    name: 'arguments',
    source: 'compatible servers refuse other texts: sgl-project/sglang#28035, vllm-project/vllm#43995',
    check: checkArguments,
  },
  { name: 'tool messages', source: 'seen miurla/morphic#136', check: checkToolMessages },
  { name: 'answered calls', source: 'seen BerriAI/litellm#10083', check: checkAnswered },
  {
    name: 'answered once',
    source: 'own: a second result means that a resumed turn ran a tool again',
    check: checkAnsweredOnce,
  },
]
