import type { RuleName } from './rules.ts'

/** Something that the platform lets pass, and that is a mistake all the same. */
export interface Note {
  readonly rule: RuleName
  readonly detail: string
}
