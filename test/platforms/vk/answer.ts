import type { Answer } from '../kit/answer.ts'
import type { JsonObject } from '../kit/json.ts'
import { ERROR_CODE, ERROR_TEXT } from './error-code.ts'
import type { Fault } from './fault.ts'

const OK = 200
const BAD_GATEWAY = 502
const NOT_FOUND = 404

/** JSON with status 200, as VK sends even its errors. */
export function json(body: JsonObject): Answer {
  return { status: OK, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }
}

/** A download. */
export function download(bytes: Uint8Array, mime: string): Answer {
  return { status: OK, headers: { 'content-type': mime }, body: new Uint8Array(bytes) }
}

/** The answer where there is nothing. */
export const NOTHING: Answer = { status: NOT_FOUND, headers: { 'content-type': 'text/html' }, body: '404' }

/** The `error` of an answer. */
export function errorBody(code: number, words: string, params: Readonly<Record<string, string>>): JsonObject {
  const shown = Object.entries(params).map(([key, value]) => ({ key, value }))
  const captcha = { captcha_sid: '239633676097', captcha_img: 'https://api.vk.ru/captcha.php?sid=239633676097&s=1' }
  return {
    error_code: code,
    error_msg: words,
    request_params: shown,
    ...(code === ERROR_CODE.captcha && captcha),
  }
}

/** The answer that a fault makes up; none for one that only takes time. `params` are those of the call. */
export function brokenAnswer(fault: Fault, params: Readonly<Record<string, string>>): Answer | undefined {
  const { code, message, status, body } = fault
  if (status !== undefined || body !== undefined) {
    return { status: status ?? BAD_GATEWAY, headers: { 'content-type': 'text/html' }, body: body ?? '<html></html>' }
  }
  if (code === undefined) return undefined
  return json({ error: errorBody(code, message ?? ERROR_TEXT.get(code) ?? 'Error', params) })
}
