import { RULES, type RuleName } from './rules.ts'

/** Thrown by a rule that a call breaks; it becomes the API's error answer. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly rule: RuleName
  /** Seconds until it is worth to come again, for `x-ogw-ratelimit-reset`. */
  readonly resetS: number | undefined

  constructor(rule: RuleName, detail?: string, resetS?: number) {
    super(detail === undefined ? RULES[rule].msg : `${RULES[rule].msg} ${detail}`)
    this.rule = rule
    this.resetS = resetS
  }
}
