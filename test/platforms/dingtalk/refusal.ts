import type { RuleName } from './rules.ts'

/** Thrown by a rule that a call breaks; it becomes the new API's error answer (a status and a code). */
export class Refused extends Error {
  override readonly name: string = 'Refused'
  readonly rule: RuleName
  readonly status: number
  /** The API's `code`. */
  readonly code: string

  constructor(rule: RuleName, status: number, code: string, message: string) {
    super(message)
    this.rule = rule
    this.status = status
    this.code = code
  }
}

/** The same for a webhook, which answers 200 whatever happens. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused'
  readonly rule: RuleName
  readonly errcode: number

  constructor(rule: RuleName, errcode: number, message: string) {
    super(message)
    this.rule = rule
    this.errcode = errcode
  }
}

/** A 400. */
export function badRequest(rule: RuleName, message: string, code = 'param.error'): Refused {
  return new Refused(rule, 400, code, message)
}

/** What a webhook says of a message that it does not understand. Source: the errcodes of oapi.dingtalk.com. */
export const ERRCODE = { badMessage: 40035, tooFast: 130101, noSession: 310000, tooLong: 460101 } as const
