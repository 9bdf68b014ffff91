import { ChannelError, type ChannelErrorEffect } from '@holdline/bridge'
import { MEND_PAUSE_MS, QPS_PAUSE_MS } from './limits.ts'

/*
 * The one place that reads what DingTalk says when something does not work. The new API answers with an HTTP status and
 * a `code`; webhooks answer 200 whatever happens, with an `errcode`. Sources of codes: the platform's reference of error
 * codes, and other people's plugins; what is not known is treated by its status.
 */

/**
 * What went wrong, as far as it makes a difference.
 *
 * - `rate`: too much; `retryAfterMs` says until when
 * - `unauthorized`: the client id or secret is wrong
 * - `token`: the access token is no longer valid
 * - `forbidden`: the app lacks a permission
 * - `no_session`: this webhook will not work again, or not for a long time
 * - `no_person`: the person cannot be written to
 * - `no_way`: there is no way to this chat now; the next message from it brings one
 * - `content`: the message was refused, not its place
 * - `refused`: any other refusal
 * - `unsent`: it never reached DingTalk
 * - `lost`: whether it reached DingTalk is unknown
 * - `stopped`: we gave it up ourselves
 */
export type FailureKind =
  | 'rate'
  | 'unauthorized'
  | 'token'
  | 'forbidden'
  | 'no_session'
  | 'no_person'
  | 'no_way'
  | 'content'
  | 'refused'
  | 'unsent'
  | 'lost'
  | 'stopped'

/** A call that failed. It holds no secret and no words of a chat, so it may be logged. */
export class DingtalkFailure extends Error {
  override readonly name = 'DingtalkFailure'
  readonly kind: FailureKind
  /** Milliseconds. */
  readonly retryAfterMs?: number

  constructor(kind: FailureKind, what: string, retryAfterMs?: number) {
    super(what)
    this.kind = kind
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs
  }
}

/** Codes that say that it was too much. Source: the reference of robot/groupMessages/send; QpsLimit of the gateway. */
const RATE_CODE = /QpsLimit|Throttling|too\.?fast|^too\.many\./i

/** Errcodes that say so. Source: the reference of custom robots. */
const RATE_ERRCODES: ReadonlySet<number> = new Set([130101, 130103, 90018])

/** Errcodes of a message that will never be taken. Source: the list of errcodes of oapi.dingtalk.com. */
const CONTENT_ERRCODES: ReadonlySet<number> = new Set([40035, 43004, 400105, 460101])

/** Codes that name the credentials. Source: the references of oauth2/accessToken and connections/open. */
const CREDENTIALS_CODE = /invalidClient|clientSecret|authFailed|invalid\.?app/i

/** Errors of a connection that was never made. */
const NEVER_SENT: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/** What an answer of the new API means that is not 2xx. */
export function apiFailure(what: string, status: number, code: string): DingtalkFailure {
  const text = `${what}: ${status} ${code}`
  if (status === 429 || RATE_CODE.test(code)) return new DingtalkFailure('rate', text, QPS_PAUSE_MS)
  if (CREDENTIALS_CODE.test(code)) return new DingtalkFailure('unauthorized', text)
  if (status === 401) return new DingtalkFailure('token', text)
  if (status === 403) return new DingtalkFailure('forbidden', text)
  return new DingtalkFailure(status >= 500 ? 'lost' : 'refused', text)
}

/** What a webhook's answer means; `undefined`: it worked. */
export function webhookFailure(what: string, errcode: number): DingtalkFailure | undefined {
  if (errcode === 0) return undefined
  const text = `${what}: errcode ${errcode}`
  if (RATE_ERRCODES.has(errcode)) return new DingtalkFailure('rate', text)
  if (CONTENT_ERRCODES.has(errcode)) return new DingtalkFailure('content', text)
  // The codes of an ended session are not documented: any other code means that this way is closed.
  return new DingtalkFailure('no_session', text)
}

/** What it means that a call ended without an answer. `stopped`: our own signal had ended it. */
export function networkFailure(what: string, error: unknown, stopped: boolean): DingtalkFailure {
  if (error instanceof DingtalkFailure) return error
  if (stopped) return new DingtalkFailure('stopped', `${what}: given up`)
  const code = codeOf(error)
  return new DingtalkFailure(NEVER_SENT.has(code) ? 'unsent' : 'lost', `${what}: ${code}`)
}

/** Only a code: the words of a network error name addresses, and those of webhooks are secret. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof AggregateError) return codeOf(cause.errors[0])
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.name : 'failed'
}

const EFFECTS: Readonly<Record<FailureKind, ChannelErrorEffect>> = {
  rate: 'retry',
  unauthorized: 'retry',
  token: 'retry',
  forbidden: 'retry',
  no_session: 'retry',
  no_way: 'retry',
  no_person: 'blocked',
  content: 'rejected',
  refused: 'rejected',
  unsent: 'retry',
  lost: 'unknown',
  stopped: 'unknown',
}

/** What an operator has to mend is not tried again at once. */
const SLOW: ReadonlySet<FailureKind> = new Set(['unauthorized', 'token'])

/** A failure as the core understands it. */
export function channelError(error: unknown): unknown {
  if (!(error instanceof DingtalkFailure)) return error
  const retryAfterMs = error.retryAfterMs ?? (SLOW.has(error.kind) ? MEND_PAUSE_MS : undefined)
  return new ChannelError(EFFECTS[error.kind], error.message, {
    cause: error,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}
