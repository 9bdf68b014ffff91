import { ERROR_CODE, ERROR_TEXT } from './error-code.ts'
import type { RuleName } from './rules.ts'

/** Thrown by a rule that a call breaks; it becomes the API's error answer. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly rule: RuleName
  /** The `error_code`. */
  readonly code: number

  /** `detail` follows VK's own words for the code. */
  constructor(rule: RuleName, code: number, detail?: string) {
    const words = ERROR_TEXT.get(code) ?? 'Error'
    super(detail === undefined ? words : `${words}: ${detail}`)
    this.rule = rule
    this.code = code
  }
}

/** An error 100, which says what is wrong with which parameter. */
export function badParameter(rule: RuleName, detail: string): Refused {
  return new Refused(rule, ERROR_CODE.parameter, detail)
}

/** An error 911. */
export function badKeyboard(rule: RuleName, detail: string): Refused {
  return new Refused(rule, ERROR_CODE.keyboard, detail)
}
