import { isJsonObject, type JsonObject } from '../kit/json.ts'
import { first, invalid, type Refusal, wrongType } from './refusal.ts'
import { MESSAGE_RULES } from './rules-messages.ts'
import { TOOL_RULES } from './rules-tools.ts'
import type { ErrorObject } from './wire.ts'

// The rules of `POST /v1/chat/completions`, as pure functions over the parsed body: the real server and the msw
// handlers refuse the same requests with the same words. What a rule's source says:
//   types     the documented request types of the official `openai` package, 6.49.0, resources/chat/completions
//   seen a#1  an error body of the real API, quoted in that public GitHub thread
//   own       stricter than the API, because a Holdline that trips over it has a bug
const MAX_STOP_SEQUENCES = 4 // types: `stop`
const MAX_TEMPERATURE = 2 // types: `temperature`
const UNMASKED_START = 3 // the real API shows that much of a wrong key
const UNMASKED_END = 4

/** One rule of the protocol: what it is called, who says so, and how a body breaks it. */
export interface Rule {
  readonly name: string
  readonly source: string
  /** The error the API answers with, or `undefined` when the body keeps the rule. */
  readonly check: (body: JsonObject) => ErrorObject | undefined
}

function checkModelParameter({ model }: JsonObject): ErrorObject | undefined {
  return typeof model === 'string' && model !== '' ? undefined : invalid('you must provide a model parameter')
}

const STREAM_OPTIONS = ['include_usage', 'include_obfuscation']

function checkStreaming({ stream, stream_options: options }: JsonObject): ErrorObject | undefined {
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') {
    return wrongType('stream', 'a boolean', stream)
  }
  if (options === undefined || options === null) return undefined
  if (stream !== true) {
    return invalid("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options')
  }
  if (!isJsonObject(options)) return wrongType('stream_options', 'an object', options)
  return first(Object.entries(options), ([key, value]) => {
    const where = `stream_options.${key}`
    if (!STREAM_OPTIONS.includes(key)) return invalid(`Unknown parameter: '${where}'.`, where, 'unknown_parameter')
    return typeof value === 'boolean' ? undefined : wrongType(where, 'a boolean', value)
  })
}

function checkSampling(body: JsonObject): ErrorObject | undefined {
  const within = (name: string, least: number, most: number, whole: boolean) => {
    const value = body[name]
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'number') return wrongType(name, 'a number', value)
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) return undefined
    return invalid(`Invalid '${name}': expected a value from ${least} to ${most}.`, name, 'invalid_value')
  }
  const { stop } = body
  if (Array.isArray(stop) && stop.length > MAX_STOP_SEQUENCES) {
    return invalid("Invalid 'stop': array too long.", 'stop', 'array_above_max_length')
  }
  return (
    within('temperature', 0, MAX_TEMPERATURE, false) ??
    within('top_p', 0, 1, false) ??
    within('max_tokens', 1, Number.MAX_SAFE_INTEGER, true) ??
    within('max_completion_tokens', 1, Number.MAX_SAFE_INTEGER, true) ??
    within('n', 1, 1, true)
  )
}

// types: the keys of ChatCompletionCreateParamsBase
const PARAMETERS = new Set(
  `audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens messages
  metadata modalities model moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key
  prompt_cache_options prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier stop
  store stream stream_options temperature tool_choice tools top_logprobs top_p user verbosity
  web_search_options`.split(/\s+/),
)

function checkParameters(body: JsonObject): ErrorObject | undefined {
  const unknown = Object.keys(body).filter((key) => !PARAMETERS.has(key))
  if (unknown.length === 0) return undefined
  return invalid(`Unrecognized request argument${unknown.length > 1 ? 's' : ''} supplied: ${unknown.join(', ')}`)
}

/** Every rule of a chat completion request, in the order in which they are checked. */
export const REQUEST_RULES: readonly Rule[] = [
  { name: 'model', source: 'types; seen transitive-bullshit/agentic#530', check: checkModelParameter },
  ...MESSAGE_RULES,
  ...TOOL_RULES,
  { name: 'streaming', source: 'types; seen BerriAI/litellm#5803', check: checkStreaming },
  { name: 'sampling', source: 'types; `n` above 1 is not served here', check: checkSampling },
  { name: 'parameters', source: 'types; seen openai-php/laravel#21', check: checkParameters },
]

/** The first broken rule of a request body, as the 400 that the API answers; `undefined` when it keeps them all. */
export function checkRequest(body: unknown): Refusal | undefined {
  if (!isJsonObject(body)) {
    const message = 'We could not parse the JSON body of your request. The OpenAI API expects a JSON payload.'
    return { status: 400, error: invalid(message) }
  }
  const error = first(REQUEST_RULES, (rule) => rule.check(body))
  return error && { status: 400, error }
}

/**
 * The 401 for a missing or wrong key; `undefined` when the key fits or none is asked for.
 * The real API repeats a masked part of the wrong key in its message, and so does this: a client must not show it.
 */
export function checkKey(authorization: string | undefined, apiKey: string | undefined): Refusal | undefined {
  if (apiKey === undefined || authorization === `Bearer ${apiKey}`) return undefined
  const given = authorization?.replace(/^Bearer /, '')
  if (!given) {
    const how = 'You need to provide your API key in an Authorization header using Bearer auth'
    return { status: 401, error: invalid(`You didn't provide an API key. ${how}.`) }
  }
  const masked = `${given.slice(0, UNMASKED_START)}${'*'.repeat(8)}${given.slice(-UNMASKED_END)}`
  const message = `Incorrect API key provided: ${masked}. You can find your API key at https://platform.openai.com/account/api-keys.`
  return { status: 401, error: invalid(message, null, 'invalid_api_key') }
}

/** The 404 for a model that the server does not have. */
export function checkModel(model: unknown, models: readonly string[]): Refusal | undefined {
  if (typeof model === 'string' && models.includes(model)) return undefined
  const message = `The model \`${String(model)}\` does not exist or you do not have access to it.`
  return { status: 404, error: invalid(message, null, 'model_not_found') }
}

const ROUTES = new Map([
  ['/v1/chat/completions', 'POST'],
  ['/v1/models', 'GET'],
])

/** The answer to an address or a method that is not served; `undefined` for the two that are. */
export function checkRoute(method: string, path: string): Refusal | undefined {
  const expected = ROUTES.get(path)
  if (expected === undefined) return { status: 404, error: invalid(`Invalid URL (${method} ${path})`) }
  if (method === expected) return undefined
  const hint = '(HINT: Perhaps you meant to use a different HTTP method?)'
  return { status: 405, error: invalid(`Not allowed to ${method} on ${path}. ${hint}`, null, 'method_not_supported') }
}
