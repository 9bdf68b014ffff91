import type { Answer } from '../kit/answer.ts'
import type { JsonObject } from '../kit/json.ts'
import type { Fault } from './fault.ts'
import { RULES } from './rules.ts'

const OK = 200
const BAD_REQUEST = 400
const BAD_GATEWAY = 502
const SERVER_ERROR = 500

function json(status: number, body: JsonObject, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  }
}

/** The answer to a call that did what it says. What stands beside `code` differs from method to method. */
export function succeeded(result: JsonObject): Answer {
  return json(OK, { code: 0, msg: 'success', ...result })
}

/** A download. */
export function file(bytes: Uint8Array, name: string | undefined): Answer {
  const disposition = `attachment; filename="${encodeURIComponent(name ?? 'file')}"`
  return {
    status: OK,
    headers: { 'content-type': 'application/octet-stream', 'content-disposition': disposition },
    body: new Uint8Array(bytes),
  }
}

/** An error answer. */
export function failed(status: number, code: number, msg: string, resetS?: number): Answer {
  const headers = resetS === undefined ? {} : { 'x-ogw-ratelimit-limit': '50', 'x-ogw-ratelimit-reset': String(resetS) }
  return json(status, { code, msg, data: {}, error: { log_id: '20261121000000000000000000000000' } }, headers)
}

/** The answer that a fault makes up; none for one that only takes time. */
export function brokenAnswer({ status, code, msg, resetS, body }: Fault): Answer | undefined {
  if (body !== undefined) return { status: status ?? BAD_GATEWAY, headers: { 'content-type': 'text/html' }, body }
  if (code === undefined)
    return status === undefined ? undefined : failed(status, SERVER_ERROR, msg ?? 'internal error')
  const known = Object.values(RULES).find((rule) => rule.code === code)
  return failed(status ?? known?.status ?? BAD_REQUEST, code, msg ?? known?.msg ?? 'error', resetS)
}
