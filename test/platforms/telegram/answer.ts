import type { Answer } from '../kit/answer.ts'
import type { JsonObject } from '../kit/json.ts'
import type { Fault } from './fault.ts'
import type { ResponseParameters } from './refusal.ts'

const OK = 200
/** A call that breaks a rule. */
export const BAD_REQUEST = 400
/** A token that no bot has. */
export const UNAUTHORIZED = 401
const FORBIDDEN = 403
/** An address or a method there is not. */
export const NOT_FOUND = 404
const CONFLICT = 409
/** An upload over the limit. */
export const TOO_LARGE = 413
const TOO_MANY = 429
const SERVER_ERROR = 500
const BAD_GATEWAY = 502

/** What a made-up failure says when the test does not care. */
const DESCRIPTIONS = new Map([
  [BAD_REQUEST, 'Bad Request'],
  [UNAUTHORIZED, 'Unauthorized'],
  [FORBIDDEN, 'Forbidden'],
  [NOT_FOUND, 'Not Found'],
  [CONFLICT, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'],
  [SERVER_ERROR, 'Internal Server Error'],
  [BAD_GATEWAY, 'Bad Gateway'],
])

function json(status: number, body: JsonObject, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** The answer to a call that did what it says. */
export function succeeded(result: unknown): Answer {
  return json(OK, { ok: true, result })
}

/** A download. */
export function file(bytes: Uint8Array): Answer {
  return { status: OK, headers: { 'content-type': 'application/octet-stream' }, body: new Uint8Array(bytes) }
}

/** An error answer. */
export function failed(status: number, description: string, parameters?: ResponseParameters): Answer {
  const retryAfter = parameters?.retry_after
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  return json(status, { ok: false, error_code: status, description, ...(parameters && { parameters }) }, headers)
}

/** The answer that a fault makes up; none for one that only takes time. */
export function brokenAnswer({ status, description, retryAfter, migrateTo, body }: Fault): Answer | undefined {
  if (body !== undefined) return { status: status ?? BAD_GATEWAY, headers: { 'content-type': 'text/html' }, body }
  if (retryAfter !== undefined) {
    const words = description ?? `Too Many Requests: retry after ${retryAfter}`
    return failed(TOO_MANY, words, { retry_after: retryAfter })
  }
  if (migrateTo !== undefined) {
    const words = description ?? 'Bad Request: group chat was upgraded to a supergroup chat'
    return failed(BAD_REQUEST, words, { migrate_to_chat_id: migrateTo })
  }
  if (status === undefined && description === undefined) return undefined
  const code = status ?? BAD_REQUEST
  return failed(code, description ?? DESCRIPTIONS.get(code) ?? 'Error')
}
