import type { RecordedCall } from './recorded-call.ts'
import type { RuleName } from './rules.ts'

/** A rule that a bot broke. */
export interface Violation {
  readonly rule: RuleName
  /** Who says that it is a rule. */
  readonly source: string
  /** What the API answered, or what happened. */
  readonly message: string
  /** The call; none for something that the bot failed to do. */
  readonly call: RecordedCall | undefined
}
