import { randomBytes } from 'node:crypto'
import type { ChatRequest } from './chat-request.ts'
import { type Answer, type Completion, completionBody, errorFrame, framesOf } from './chunks.ts'
import type { Wait } from './gate.ts'
import type { Instruction } from './program.ts'
import type { ErrorObject, FinishReason, ToolCall } from './wire.ts'

const SSE = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }
const JSON_TYPE = { 'content-type': 'application/json' }
const HTML_TYPE = { 'content-type': 'text/html; charset=utf-8' }
const CALL_ID_BYTES = 12 // as long as the ids of the real API

/** The request that a step answers. */
export interface Call {
  readonly request: ChatRequest
  readonly completion: Completion
}

/** How the server answers one request. */
export interface Step {
  /** What it is, for the record. */
  readonly name: string
  readonly program: (call: Call) => readonly Instruction[]
}

/** Where an answer waits, and in which pieces its text comes. */
export interface Pace {
  /** Before the response headers. */
  readonly headers?: Wait
  /** Between the headers (with the role chunk) and the first token. */
  readonly firstToken?: Wait
  /** Before each piece after the first. */
  readonly between?: Wait
  /** Before the chunk with the finish reason. */
  readonly finish?: Wait
  /** The text in these pieces; without it, word by word. */
  readonly pieces?: readonly string[]
}

/** A tool call to make; `arguments` may be a text to send as it is, valid JSON or not. */
export interface ToolUse {
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>> | string
  readonly id?: string
}

/** What has been said when a stream goes wrong. */
export type Said = string | { readonly text?: string; readonly calls?: readonly ToolUse[] }

type Ending = 'finish' | 'hang' | 'break' | 'cut' | 'done' | 'error' | 'garble'

function toCall({ name, arguments: value, id }: ToolUse): ToolCall {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return { id: id ?? `call_${randomBytes(CALL_ID_BYTES).toString('hex')}`, name, arguments: text }
}

function answerOf(said: Said, finish: FinishReason, pieces?: readonly string[]): Answer {
  const { text = '', calls = [] } = typeof said === 'string' ? { text: said } : said
  return { pieces: pieces ?? text.match(/\s*\S+\s*$|\s*\S+/g) ?? [], toolCalls: calls.map(toCall), finish }
}

const SERVER_ERROR: ErrorObject = {
  message: 'The server had an error while processing your request. Sorry about that!',
  type: 'server_error',
  param: null,
  code: null,
}

function waitIf(until: Wait | undefined): Instruction[] {
  return until === undefined ? [] : [{ do: 'wait', until }]
}

function write(text: string): Instruction {
  return { do: 'write', text }
}

/** How the stream ends after everything was said. Half a chunk comes first where it breaks. */
function streamEnd(ending: Ending, finish: string, end: readonly string[]): readonly Instruction[] {
  switch (ending) {
    case 'finish':
      return [write(finish), ...end.map(write), { do: 'end' }]
    case 'garble':
      return [write('data: {"id":"chatcmpl-\n\n'), write(finish), ...end.map(write), { do: 'end' }]
    case 'hang':
      return [{ do: 'hang' }]
    case 'break':
      return [write(finish.slice(0, finish.length / 2)), { do: 'break' }]
    case 'cut':
      return [{ do: 'end' }]
    case 'done':
      return [write('data: [DONE]\n\n'), { do: 'end' }]
    case 'error':
      return [write(errorFrame(SERVER_ERROR)), write('data: [DONE]\n\n'), { do: 'end' }]
    default:
      return ending satisfies never
  }
}

function streamed(answer: Answer, { completion }: Call, pace: Pace, ending: Ending): readonly Instruction[] {
  const frames = framesOf(answer, completion)
  const [firstFrame, ...others] = [...frames.text, ...frames.toolCalls]
  return [
    ...waitIf(pace.headers),
    { do: 'head', status: 200, headers: SSE },
    write(frames.role),
    ...waitIf(pace.firstToken),
    ...(firstFrame === undefined ? [] : [write(firstFrame)]),
    ...others.flatMap((frame) => [...waitIf(pace.between), write(frame)]),
    ...waitIf(pace.finish),
    ...streamEnd(ending, frames.finish, frames.end),
  ]
}

/** The same for a client that does not stream: one body, which goes wrong in the matching way. */
function whole(answer: Answer, { completion }: Call, pace: Pace, ending: Ending): readonly Instruction[] {
  const waits = [...waitIf(pace.headers), ...waitIf(pace.firstToken), ...waitIf(pace.finish)]
  const body = completionBody(answer, completion)
  const head: Instruction = { do: 'head', status: 200, headers: JSON_TYPE }
  if (ending === 'finish') return [...waits, head, write(body), { do: 'end' }]
  if (ending === 'hang') return [...waits, { do: 'hang' }]
  if (ending === 'error') return [...waits, ...reply(500, JSON_TYPE, JSON.stringify({ error: SERVER_ERROR }))]
  const half = write(body.slice(0, body.length / 2))
  return [...waits, head, half, { do: ending === 'break' ? 'break' : 'end' }]
}

function spoken(name: string, said: Said, finish: FinishReason, pace: Pace = {}, ending: Ending = 'finish'): Step {
  return {
    name,
    program: (call) =>
      (call.request.stream ? streamed : whole)(answerOf(said, finish, pace.pieces), call, pace, ending),
  }
}

function reply(status: number, headers: Readonly<Record<string, string>>, body: string): Instruction[] {
  return [{ do: 'head', status, headers }, ...(body === '' ? [] : [write(body)]), { do: 'end' }]
}

/** Answers with a text. */
export function say(text: string, pace?: Pace): Step {
  return spoken('say', text, 'stop', pace)
}

/** Answers as if it had not been asked to stream, as some servers do. */
export function sayWhole(said: Said): Step {
  const finish = typeof said === 'string' || said.calls === undefined ? 'stop' : 'tool_calls'
  return { name: 'say whole', program: (call) => whole(answerOf(said, finish), call, {}, 'finish') }
}

/** Calls tools, after some text where given. */
export function callTools(
  calls: readonly ToolUse[],
  { text = '', ...pace }: Pace & { readonly text?: string } = {},
): Step {
  return spoken('call tools', { text, calls }, 'tool_calls', pace)
}

/** Stops at the token limit. */
export function reachLimit(said: Said, pace?: Pace): Step {
  return spoken('length', said, 'length', pace)
}

/** The content filter ends the answer, after some text where given. */
export function filterContent(text = '', pace?: Pace): Step {
  return spoken('content filter', text, 'content_filter', pace)
}

/** Accepts the request and says nothing, not even headers. */
export function hang(): Step {
  return { name: 'hang', program: () => [{ do: 'hang' }] }
}

/** Says something and then nothing more, with the connection open. */
export function hangAfter(said: Said, pace?: Pace): Step {
  return spoken('hang after', said, 'stop', pace, 'hang')
}

/** Closes the connection without an answer. */
export function breakOff(): Step {
  return { name: 'break off', program: () => [{ do: 'break' }] }
}

/** Says something, sends half a chunk and destroys the connection. */
export function breakAfter(said: Said, pace?: Pace): Step {
  return spoken('break after', said, 'stop', pace, 'break')
}

/** Says something and ends the response properly, without a finish reason; with `done`, the `[DONE]` mark comes. */
export function endAfter(said: Said, { done = false, ...pace }: Pace & { readonly done?: boolean } = {}): Step {
  return spoken('end after', said, 'stop', pace, done ? 'done' : 'cut')
}

/** Says something and then sends an error inside the stream. */
export function errorAfter(said: Said, pace?: Pace): Step {
  return spoken('error after', said, 'stop', pace, 'error')
}

/** Says something, with one chunk in between that is not JSON. */
export function garbleAfter(said: Said, pace?: Pace): Step {
  return spoken('garble after', said, 'stop', pace, 'garble')
}

/** Answers with an error body. */
export function fail(status: number, error: ErrorObject, headers: Readonly<Record<string, string>> = {}): Step {
  const body = JSON.stringify({ error })
  return { name: `fail ${status}`, program: () => reply(status, { ...JSON_TYPE, ...headers }, body) }
}

/** What a 429 says about when to come back; any mixture, or nothing. */
export interface RateLimitHint {
  /** `retry-after` in seconds. */
  readonly seconds?: number
  /** `retry-after` as an HTTP date (whole seconds). */
  readonly date?: Date
  /** `retry-after-ms`, as Azure and OpenAI send it. */
  readonly ms?: number
  /** `x-ratelimit-reset-requests`, such as `6m0s`, `1.5s`, `20ms`; Azure sends plain seconds. */
  readonly resetRequests?: string
  /** `x-ratelimit-reset-tokens`, in the same form. */
  readonly resetTokens?: string
}

/** Refuses by rate limit. Headers: platform.openai.com/docs/guides/rate-limits; Azure: openai/openai-python#937. */
export function limitRate(hint: RateLimitHint = {}): Step {
  const retryAfter = hint.date?.toUTCString() ?? hint.seconds?.toString()
  const headers = {
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    ...(hint.ms !== undefined && { 'retry-after-ms': String(hint.ms) }),
    ...(hint.resetRequests !== undefined && {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': hint.resetRequests,
    }),
    ...(hint.resetTokens !== undefined && {
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': hint.resetTokens,
    }),
  }
  const message = 'Rate limit reached for requests. Limit: 3 / min. Please slow down.'
  return fail(429, { message, type: 'requests', param: null, code: 'rate_limit_exceeded' }, headers)
}

/** Refuses for want of money: a 429 that no waiting heals. */
export function exceedQuota(): Step {
  const message = 'You exceeded your current quota, please check your plan and billing details.'
  return fail(429, { message, type: 'insufficient_quota', param: null, code: 'insufficient_quota' })
}

/** A failure of the server: 500, 502 or 503 with the API's error body. */
export function failServer(status = 500, headers?: Readonly<Record<string, string>>): Step {
  const overloaded = 'The engine is currently overloaded, please try again later.'
  return fail(status, status === 503 ? { ...SERVER_ERROR, message: overloaded } : SERVER_ERROR, headers)
}

/** Refuses a conversation that is too long for the model. */
export function overflowContext(): Step {
  const limit = "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens."
  const message = `${limit} Please reduce the length of the messages.`
  return fail(400, { message, type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' })
}

/** A web page where the API should be: a login page with 200, a proxy's error page with 502. */
export function showPage(status = 200): Step {
  const title = status === 200 ? 'Sign in' : `${status} Bad Gateway`
  const page = `<!doctype html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`
  return { name: `page ${status}`, program: () => reply(status, HTML_TYPE, page) }
}

/** A response with headers and no body at all. */
export function sayNothing(status = 200): Step {
  return { name: `nothing ${status}`, program: ({ request }) => reply(status, request.stream ? SSE : JSON_TYPE, '') }
}
