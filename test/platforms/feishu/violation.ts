import type { BrokenRule } from '../kit/broken-rule.ts'
import type { RecordedCall } from './recorded-call.ts'
import type { RuleName } from './rules.ts'

/** A rule that a bot broke. */
export type Violation = BrokenRule<RuleName, RecordedCall>
