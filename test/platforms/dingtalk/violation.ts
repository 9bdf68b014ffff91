import type { RuleName } from './rules.ts'

/** A rule that a bot broke. */
export interface Violation {
  readonly rule: RuleName
  /** Who says that it is a rule. */
  readonly source: string
  /** What the bot was told, or what happened. */
  readonly message: string
  /** The endpoint; none for something on a stream. */
  readonly endpoint: string | undefined
}
