import type { RuleName } from './rules.ts'

const BAD_REQUEST = 400
const FORBIDDEN = 403
const TOO_MANY = 429
const SECOND_MS = 1_000

/** What an error answer may carry beyond its words. */
export interface ResponseParameters {
  readonly migrate_to_chat_id?: number
  readonly retry_after?: number
}

/** Thrown by a rule that a call breaks; it becomes the API's error answer. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly rule: RuleName
  /** The HTTP status and `error_code`. */
  readonly code: number
  readonly parameters: ResponseParameters | undefined

  constructor(rule: RuleName, code: number, description: string, parameters?: ResponseParameters) {
    super(description)
    this.rule = rule
    this.code = code
    this.parameters = parameters
  }
}

/** A 400. */
export function badRequest(rule: RuleName, words: string, parameters?: ResponseParameters): Refused {
  return new Refused(rule, BAD_REQUEST, `Bad Request: ${words}`, parameters)
}

/** A 403. */
export function forbidden(rule: RuleName, words: string): Refused {
  return new Refused(rule, FORBIDDEN, `Forbidden: ${words}`)
}

/** A 429 that says when to come back, in whole seconds as the API does. */
export function tooMany(rule: RuleName, waitMs: number): Refused {
  const seconds = Math.max(1, Math.ceil(waitMs / SECOND_MS))
  return new Refused(rule, TOO_MANY, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds })
}
