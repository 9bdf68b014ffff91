import { ChannelError, type ChannelErrorEffect } from '@holdline/bridge'
import axios from 'axios'
import { DEFAULT_PAUSE_MS, OPERATOR_PAUSE_MS } from './limits.ts'
import { redact } from './redact.ts'

/*
 * The one place that reads what Feishu says when something does not work: a code, in an answer with whatever HTTP
 * status. The codes are from the tables of errors in the documentation of the methods (message create, reply, patch;
 * reaction create; server-side error codes; frequency-control).
 */

/**
 * What went wrong, as far as it makes a difference.
 *
 * - `flood`: too much; `retryAfterMs` says until when
 * - `token_stale`: the tenant token is no longer taken; a new one is
 * - `credentials`: the App ID or the App Secret is wrong
 * - `not_set_up`: the app lacks a permission, its bot is off, or it does not receive events by a long connection
 * - `connections`: too many long connections of this app
 * - `blocked`: the bot is not in the chat, or may not write there, or nobody is left to read
 * - `message_gone`: the message is withdrawn, unknown, too old to be changed, or not ours
 * - `bad_card`: the card was refused, not its words
 * - `too_long`: it is larger than the platform takes
 * - `forbidden_words`: the platform's or the company's check of contents refused it
 * - `sending`: the same message is being sent at this moment
 * - `refused`: any other refusal
 * - `unsent`: it never reached Feishu
 * - `lost`: whether it reached Feishu is unknown
 * - `stopped`: we gave it up ourselves
 */
export type FailureKind =
  | 'flood'
  | 'token_stale'
  | 'credentials'
  | 'not_set_up'
  | 'connections'
  | 'blocked'
  | 'message_gone'
  | 'bad_card'
  | 'too_long'
  | 'forbidden_words'
  | 'sending'
  | 'refused'
  | 'unsent'
  | 'lost'
  | 'stopped'

/** A call that failed. Unlike the SDK's errors it holds neither secrets nor words of a chat, so it may be logged. */
export class FeishuFailure extends Error {
  override readonly name = 'FeishuFailure'
  readonly kind: FailureKind
  /** The platform's code, where it answered. */
  readonly code?: number
  readonly retryAfterMs?: number

  constructor(kind: FailureKind, what: string, more: { code?: number; retryAfterMs?: number } = {}) {
    super(what)
    this.kind = kind
    if (more.code !== undefined) this.code = more.code
    if (more.retryAfterMs !== undefined) this.retryAfterMs = more.retryAfterMs
  }
}

const KINDS: ReadonlyMap<number, FailureKind> = new Map([
  // Server-side error codes: too many calls; the month's calls are used up.
  [99991400, 'flood'],
  [99991403, 'flood'],
  // Message create, reply and patch: too many in this chat, or of this message; too many in the whole system.
  [230020, 'flood'],
  [11232, 'flood'],
  [11233, 'flood'],
  [99991661, 'token_stale'],
  [99991663, 'token_stale'],
  [99991664, 'token_stale'],
  [99991668, 'token_stale'],
  [10003, 'credentials'],
  [10012, 'credentials'],
  [10014, 'credentials'],
  [99991543, 'credentials'],
  // Endpoint of the long connection, as the SDK names them: authentication failed, forbidden, too many connections.
  [514, 'credentials'],
  [403, 'not_set_up'],
  [1000040350, 'connections'],
  [230006, 'not_set_up'],
  [230027, 'not_set_up'],
  [99991672, 'not_set_up'],
  [99991679, 'not_set_up'],
  // Not in the chat; the person may not use the bot; the group's settings; the topic is gone; the person has left the
  // company; no such receiver; muted; another company; stopped by the person.
  [230002, 'blocked'],
  [230013, 'blocked'],
  [230018, 'blocked'],
  [230019, 'blocked'],
  [230029, 'blocked'],
  [230034, 'blocked'],
  [230035, 'blocked'],
  [230038, 'blocked'],
  [230053, 'blocked'],
  [232009, 'blocked'],
  // Withdrawn; older than 14 days; not ours; gone; deleted.
  [230011, 'message_gone'],
  [230031, 'message_gone'],
  [230012, 'message_gone'],
  [231003, 'message_gone'],
  [230110, 'message_gone'],
  [99992354, 'message_gone'],
  [230099, 'bad_card'],
  [230025, 'too_long'],
  [230022, 'forbidden_words'],
  [230028, 'forbidden_words'],
  [230049, 'sending'],
])

/** The header that says when a limit is over, in seconds. [frequency-control] */
const RESET_HEADER = 'x-ogw-ratelimit-reset'

const SECOND_MS = 1000

/** What the platform answered, if it was a refusal; `undefined` for an answer that is none. */
export function refusalOf(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, unknown>> = {},
): FeishuFailure | undefined {
  const code = codeOf(body)
  if (code === undefined || code === 0) {
    if (status < 400) return undefined
    return status === 429
      ? new FeishuFailure('flood', `HTTP ${status}`, { retryAfterMs: resetOf(headers) })
      : new FeishuFailure(status >= 500 ? 'lost' : 'refused', `HTTP ${status}`)
  }
  const kind = KINDS.get(code) ?? (status === 429 ? 'flood' : status >= 500 ? 'lost' : 'refused')
  const pauses: Partial<Readonly<Record<FailureKind, number>>> = {
    flood: resetOf(headers),
    not_set_up: OPERATOR_PAUSE_MS,
    credentials: OPERATOR_PAUSE_MS,
  }
  const retryAfterMs = pauses[kind]
  return new FeishuFailure(kind, `${code} ${msgOf(body)}`, {
    code,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

function codeOf(body: unknown): number | undefined {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'number'
    ? body.code
    : undefined
}

function msgOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'msg' in body && typeof body.msg === 'string' ? body.msg : ''
}

function resetOf(headers: Readonly<Record<string, unknown>>): number {
  const seconds = Number(headers[RESET_HEADER])
  return Number.isFinite(seconds) && seconds > 0 ? seconds * SECOND_MS : DEFAULT_PAUSE_MS
}

/** Errors of Node that come before the first byte is sent. */
const BEFORE_SENDING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
])

/** What a call threw, as a failure. `method` names the call; `secrets` are kept out; `stopped`: our own signal ended it. */
export function failureOf(
  error: unknown,
  method: string,
  secrets: readonly string[] = [],
  stopped = false,
): FeishuFailure {
  if (error instanceof FeishuFailure) return named(error, method, secrets)
  if (stopped) return new FeishuFailure('stopped', `${method}: given up`)
  if (!axios.isAxiosError(error)) {
    const what = error instanceof Error ? error.message : String(error)
    return new FeishuFailure('lost', `${method}: ${redact(what, secrets)}`)
  }
  const { response, code = '' } = error
  const refusal = response === undefined ? undefined : refusalOf(response.status, response.data, response.headers)
  if (refusal !== undefined) return named(refusal, method, secrets)
  const kind = BEFORE_SENDING.has(code) ? 'unsent' : 'lost'
  return new FeishuFailure(kind, `${method}: ${redact(error.message, secrets)}`)
}

function named(failure: FeishuFailure, method: string, secrets: readonly string[]): FeishuFailure {
  const { kind, code, retryAfterMs, message } = failure
  return new FeishuFailure(kind, `${method}: ${redact(message, secrets)}`, {
    ...(code === undefined ? {} : { code }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

/** What the core has to do about it. */
const EFFECTS: Readonly<Record<FailureKind, ChannelErrorEffect>> = {
  flood: 'retry',
  token_stale: 'retry',
  // The operator can set these right, and then the answer still goes out.
  credentials: 'retry',
  not_set_up: 'retry',
  connections: 'retry',
  blocked: 'blocked',
  message_gone: 'gone',
  bad_card: 'rejected',
  too_long: 'rejected',
  forbidden_words: 'rejected',
  sending: 'retry',
  refused: 'rejected',
  unsent: 'retry',
  lost: 'unknown',
  stopped: 'unknown',
}

/** A failed call as the core understands it. */
export function channelError(failure: FeishuFailure): ChannelError {
  return new ChannelError(EFFECTS[failure.kind], failure.message, {
    cause: failure,
    ...(failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs }),
  })
}

/** Whether something failed in one of these ways. */
export function isKind(error: unknown, ...kinds: readonly FailureKind[]): error is FeishuFailure {
  return error instanceof FeishuFailure && kinds.includes(error.kind)
}
