import { ChannelError, type ChannelErrorEffect } from '@holdline/bridge'
import { APIError } from 'vk-io'
import { FLOOD_PAUSE_MS, RATE_LIMIT_PAUSE_MS, SERVER_PAUSE_MS } from './limits.ts'
import { redact } from './redact.ts'

/*
 * The one place that knows what VK's error codes mean. The codes are from `errors.json` of VKCOM/vk-api-schema (5.199);
 * 983 is in no schema and was seen by others.
 */

/**
 * What went wrong, as far as it makes a difference.
 *
 * - `unauthorized`: the token is wrong, was revoked, or belongs to another community
 * - `no_rights`: the token lacks a right, or the community a setting
 * - `too_fast`: too many calls in this second
 * - `flood`: too much of the same; what comes again at once makes it worse
 * - `captcha`: VK wants a person to solve a riddle, which a bot cannot
 * - `rate_limited`: the limit of an hour or a day
 * - `server`: VK has troubles of its own
 * - `blocked`: the person or chat does not want the community, or is gone
 * - `bad_keyboard`: the keyboard was refused, not the text
 * - `no_bot_features`: keyboards are switched off in the community's settings
 * - `too_long`: the text was refused
 * - `bad_forward`: the message that was replied to cannot be
 * - `not_editable`: the message to be changed can no longer be changed
 * - `bad_parameter`: VK refused a parameter, which may be a message that is gone or a tap that is too old
 * - `refused`: any other refusal
 * - `unsent`: it never reached VK
 * - `unreadable`: VK answered, but not in the documented form
 * - `lost`: whether it reached VK is unknown
 * - `stopped`: we gave it up ourselves
 */
export type FailureKind =
  | 'unauthorized'
  | 'no_rights'
  | 'too_fast'
  | 'flood'
  | 'captcha'
  | 'rate_limited'
  | 'server'
  | 'blocked'
  | 'bad_keyboard'
  | 'no_bot_features'
  | 'too_long'
  | 'bad_forward'
  | 'not_editable'
  | 'bad_parameter'
  | 'refused'
  | 'unsent'
  | 'unreadable'
  | 'lost'
  | 'stopped'

/**
 * A call that failed. Unlike vk-io's errors it holds neither what was sent nor the words of the chat, so it may be logged.
 */
export class VkFailure extends Error {
  override readonly name = 'VkFailure'
  readonly kind: FailureKind
  readonly method: string
  /** VK's code, where it answered. */
  readonly code?: number

  constructor(kind: FailureKind, method: string, what: string, code?: number) {
    super(`${method}: ${what}`)
    this.kind = kind
    this.method = method
    if (code !== undefined) this.code = code
  }
}

/** What the codes mean. A code that is not here is a refusal like any other. */
const KINDS: ReadonlyMap<number, FailureKind> = new Map<number, FailureKind>([
  // 1: unknown, 10: internal, 36: interrupted for its time, 43: temporarily off. Each may have happened all the same.
  ...each('server', 1, 10, 36, 43),
  // 5, 27, 28: the token of a user, community or app; 1116-1118, 3609: expired or revoked ones.
  ...each('unauthorized', 4, 5, 27, 28, 1116, 1117, 1118, 3609),
  ...each('too_fast', 6),
  ...each('no_rights', 7, 15, 20, 23),
  ...each('flood', 9),
  ...each('captcha', 14, 17, 3300),
  ...each('rate_limited', 29),
  // 900 black list, 901 no permission, 902 privacy; 917, 922, 927, 945, 946, 983, 1012 chats that are closed to us;
  // 932, 935, 936, 939, 950, 962, 985, 987, 988 peers that may not be written to; 18, 37, 3610: people who are gone.
  ...each('blocked', 18, 37, 900, 901, 902, 917, 922, 925, 927, 932, 935, 936, 939, 945, 946, 950, 962, 983, 985, 987),
  ...each('blocked', 988, 1012, 3610),
  ...each('bad_forward', 913, 921, 969),
  ...each('too_long', 910, 914, 940),
  ...each('bad_keyboard', 911),
  ...each('no_bot_features', 912),
  ...each('not_editable', 909, 920, 924, 949),
  ...each('bad_parameter', 100, 104, 113, 125),
])

function each(kind: FailureKind, ...codes: readonly number[]): (readonly [number, FailureKind])[] {
  return codes.map((code) => [code, kind])
}

/** A refusal with VK's code and words. */
export function refusal(method: string, code: number, description: string): VkFailure {
  return new VkFailure(KINDS.get(code) ?? 'refused', method, `${code} ${description}`, code)
}

/** What vk-io puts before VK's words. */
const SDK_PREFIX = /^Code №\d+ - /

/** What a call threw, as a failure. `stopped`: our own signal had ended it. */
export function failureOf(error: unknown, method: string, token: string, stopped: boolean): VkFailure {
  if (error instanceof VkFailure) return error
  if (error instanceof APIError)
    return refusal(method, Number(error.code), redact(error.message.replace(SDK_PREFIX, ''), token))
  if (stopped) return new VkFailure('stopped', method, 'given up')
  const what = redact(error instanceof Error ? error.message : String(error), token)
  return new VkFailure(neverSent(error) ? 'unsent' : 'lost', method, what)
}

/** Errors of Node that come before the first byte is sent; node-fetch passes them on only in words. */
const BEFORE_SENDING =
  /\b(?:connect (?:ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT)|getaddrinfo (?:ENOTFOUND|EAI_AGAIN))\b/

function neverSent(error: unknown): boolean {
  return error instanceof Error && BEFORE_SENDING.test(error.message)
}

/**
 * What the core has to do about it, and after which pause at the least. Flood and captcha errors pause long: VK takes
 * what comes again at once for a reason to go on refusing.
 */
const EFFECTS: Readonly<Record<FailureKind, { readonly effect: ChannelErrorEffect; readonly pauseMs?: number }>> = {
  // The operator can set the token right, and then the answer still goes out.
  unauthorized: { effect: 'retry', pauseMs: RATE_LIMIT_PAUSE_MS },
  no_rights: { effect: 'blocked' },
  too_fast: { effect: 'retry', pauseMs: SERVER_PAUSE_MS },
  flood: { effect: 'retry', pauseMs: FLOOD_PAUSE_MS },
  captcha: { effect: 'retry', pauseMs: FLOOD_PAUSE_MS },
  rate_limited: { effect: 'retry', pauseMs: RATE_LIMIT_PAUSE_MS },
  server: { effect: 'unknown', pauseMs: SERVER_PAUSE_MS },
  blocked: { effect: 'blocked' },
  bad_keyboard: { effect: 'rejected' },
  no_bot_features: { effect: 'rejected' },
  too_long: { effect: 'rejected' },
  bad_forward: { effect: 'rejected' },
  not_editable: { effect: 'gone' },
  bad_parameter: { effect: 'rejected' },
  refused: { effect: 'rejected' },
  unsent: { effect: 'retry' },
  unreadable: { effect: 'unknown' },
  lost: { effect: 'unknown' },
  stopped: { effect: 'unknown' },
}

/** Refusals that another try does not change, of calls that only look after things. */
const LASTING: ReadonlySet<FailureKind> = new Set<FailureKind>(['no_rights', 'bad_parameter', 'refused', 'unreadable'])

/** Whether VK will answer a call no better later: for want of a right, or because its server does not know the method. */
export function isLasting(error: unknown): error is VkFailure {
  return error instanceof VkFailure && LASTING.has(error.kind)
}

/** How long nothing of the kind should be tried after a failure, in milliseconds; 0 where it makes no difference. */
export function pauseAfter({ kind }: VkFailure): number {
  return EFFECTS[kind].pauseMs ?? 0
}

/** A failed call about a chat, as the core understands it. */
export function channelError(failure: VkFailure): ChannelError {
  const { effect, pauseMs } = EFFECTS[failure.kind]
  return new ChannelError(effect, failure.message, {
    cause: failure,
    ...(pauseMs === undefined ? {} : { retryAfterMs: pauseMs }),
  })
}
