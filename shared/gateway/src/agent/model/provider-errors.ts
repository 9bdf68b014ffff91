import { TurnFailedError } from '@holdline/bridge'
import { APICallError, InvalidResponseDataError, JSONParseError, StreamProviderError } from 'ai'
import { NotAStreamError } from './event-stream-fetch.ts'
import { retryAfterMs } from './retry-after.ts'

/*
 * What a failed request to a model means. The only place that reads providers' error codes and messages.
 */

/** Why a step could not be made. */
export type ProviderFailure =
  /** The provider asks for a pause; `null`: it does not say how long. */
  | { readonly type: 'rate_limited'; readonly afterMs: number | null; readonly why: string }
  /** The quota is used up: waiting does not help. */
  | { readonly type: 'quota'; readonly why: string }
  /** The same request may work in a moment; `afterMs`: the provider says when. */
  | { readonly type: 'transient'; readonly afterMs: number | null; readonly why: string }
  /** No token came for `ms`. */
  | { readonly type: 'timeout'; readonly ms: number; readonly why: string }
  /** This model will not answer, another may: an unknown model, a malformed answer, a request it cannot take. */
  | { readonly type: 'permanent'; readonly why: string }
  /** The key is refused (401), or is not allowed to use this model (403). */
  | { readonly type: 'authentication'; readonly status: number; readonly why: string }
  | { readonly type: 'context_overflow'; readonly why: string }
  | { readonly type: 'content_refused'; readonly why: string }
  /** The model itself says how the turn ended (the demo model's `[fail <code>]`). */
  | { readonly type: 'final'; readonly error: TurnFailedError }

/** A failure that our own side of the request found. */
export class StepFailedError extends Error {
  override readonly name = 'StepFailedError'
  readonly failure: ProviderFailure

  constructor(failure: Exclude<ProviderFailure, { type: 'final' }>) {
    super(failure.why)
    this.failure = failure
  }
}

/** Statuses that say "not now": RFC 9110 (408), RFC 8470 (425), 409 as OpenAI uses it; besides all of 5xx. */
const TRANSIENT_STATUS: ReadonlySet<number> = new Set([408, 409, 425])

/** Error codes that say the context window is full. */
const OVERFLOW_CODES: ReadonlySet<string> = new Set([
  'context_length_exceeded', // OpenAI, Azure, Groq, OpenRouter
  'context_window_exceeded', // LiteLLM
  'exceed_context_size_error', // llama.cpp server (type)
  'string_above_max_length', // OpenAI, a single message
])

/** Messages that say the same where a server has no code for it. */
const OVERFLOW_MESSAGES: readonly RegExp[] = [
  /maximum context length/i, // OpenAI and vLLM: "This model's maximum context length is 8192 tokens"
  /context (?:length|window|size)[^.]{0,40}exceed/i, // LiteLLM, LM Studio, Mistral
  /exceed[^.]{0,40}context (?:length|window|size)/i, // llama.cpp: "the request exceeds the available context size"
  /prompt is too long/i, // Anthropic's compatible endpoint: "prompt is too long: 210000 tokens > 200000 maximum"
  /input token count[^.]{0,60}exceeds the maximum/i, // Gemini's compatible endpoint
  /too many tokens in (?:the )?(?:prompt|request)/i, // Together, Cohere
]

/** Error codes that say the content was refused. */
const REFUSED_CODES: ReadonlySet<string> = new Set([
  'content_filter', // Azure OpenAI
  'content_policy_violation', // OpenAI
  'responsible_ai_policy_violation', // Azure's inner code
  'data_inspection_failed', // Alibaba Model Studio
])

/** Error codes that say the account has nothing left. */
const QUOTA_CODES: ReadonlySet<string> = new Set(['insufficient_quota', 'billing_hard_limit_reached', 'quota_exceeded'])

/** Error codes of errors inside a stream, where no HTTP status tells. */
const RATE_CODES: ReadonlySet<string> = new Set([
  'rate_limit_exceeded', // OpenAI, Groq
  'rate_limit_error', // Anthropic's compatible endpoint
  'resource_exhausted', // Gemini's compatible endpoint
])

/** What servers that answer 400 to a wrong key say: Gemini, xAI, LiteLLM. */
const WRONG_KEY = /api key not valid|(?:incorrect|invalid) api key/i

/** Enough of an error page to recognise who wrote it. */
const SHOWN_BODY_CHARS = 200

/** Facts about one failed request, however it failed. */
interface Facts {
  readonly status?: number
  readonly codes: readonly string[]
  readonly message: string
  readonly headers: Readonly<Record<string, string>>
  /** The network or the server broke off. */
  readonly broken: boolean
}

/** What an error of a step means. `now` is for `retry-after` dates. Anything unknown is worth another try. */
export function providerFailureOf(error: unknown, now: number): ProviderFailure {
  if (error instanceof TurnFailedError) return { type: 'final', error }
  if (error instanceof StepFailedError) return error.failure
  if (error instanceof NotAStreamError) return { type: 'permanent', why: error.message }
  return judge(factsOf(error), now)
}

function judge(facts: Facts, now: number): ProviderFailure {
  const why = describe(facts)
  const has = (codes: ReadonlySet<string>) => facts.codes.some((code) => codes.has(code))
  const { status } = facts
  if (has(QUOTA_CODES) || status === 402) return { type: 'quota', why }
  if (status === 429 || has(RATE_CODES)) {
    return { type: 'rate_limited', afterMs: retryAfterMs(facts.headers, now), why }
  }
  if (status === 401 || status === 403) return { type: 'authentication', status, why }
  if (status === 400 && WRONG_KEY.test(facts.message)) return { type: 'authentication', status, why }
  if (has(REFUSED_CODES)) return { type: 'content_refused', why }
  if (status === 413 || has(OVERFLOW_CODES) || OVERFLOW_MESSAGES.some((pattern) => pattern.test(facts.message))) {
    return { type: 'context_overflow', why }
  }
  if (facts.broken || status === undefined || status >= 500 || TRANSIENT_STATUS.has(status)) {
    return { type: 'transient', afterMs: retryAfterMs(facts.headers, now), why }
  }
  return { type: 'permanent', why }
}

function factsOf(error: unknown): Facts {
  if (APICallError.isInstance(error)) {
    const broken = error.statusCode !== undefined && error.statusCode < 400
    return {
      ...(error.statusCode === undefined ? {} : { status: error.statusCode }),
      codes: codesOf(error.data),
      message: `${messageOf(error)}${bodyOf(error)} (POST ${error.url})`,
      headers: error.responseHeaders ?? {},
      broken,
    }
  }
  if (StreamProviderError.isInstance(error)) {
    return {
      ...(error.statusCode === undefined ? {} : { status: error.statusCode }),
      codes: codesOf(error.data),
      message: `error in the stream: ${error.message}`,
      headers: {},
      broken: false,
    }
  }
  if (InvalidResponseDataError.isInstance(error)) return brokenBy('the stream ended early, without a finish reason')
  if (JSONParseError.isInstance(error)) return brokenBy('a chunk of the stream is no JSON')
  return brokenBy(error instanceof Error ? messageOf(error) : String(error))
}

/** The beginning of an error body that is no error document. */
function bodyOf(error: APICallError): string {
  const body = error.data === undefined ? error.responseBody?.replaceAll(/\s+/g, ' ').trim() : undefined
  return body === undefined || body === '' ? '' : `: ${body.slice(0, SHOWN_BODY_CHARS)}`
}

function brokenBy(message: string): Facts {
  return { codes: [], message, headers: {}, broken: true }
}

/** An error's message with that of its causes: the socket's error is two levels down. */
function messageOf(error: Error): string {
  const parts = [error.message]
  for (let cause = error.cause; cause instanceof Error && parts.length < 4; cause = cause.cause) {
    if (!parts.some((part) => part.includes(cause.message))) parts.push(cause.message)
  }
  return parts.filter((part) => part !== '').join(': ')
}

/** `code` and `type` of an error body, at the top or inside `error` (and Azure's `innererror`). */
function codesOf(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return []
  const own = ['code', 'type', 'status']
    .map((key) => property(data, key))
    .filter((value) => typeof value === 'string')
    .map((code) => code.toLowerCase())
  return [...own, ...codesOf(property(data, 'error')), ...codesOf(property(data, 'innererror'))]
}

function property(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value
}

function describe({ status, codes, message }: Facts): string {
  const named = [...(status === undefined ? [] : [`status ${status}`]), ...new Set(codes)].join(', ')
  return named === '' ? message : `${named}: ${message}`
}
