import type { Community } from '../community.ts'
import type { Params } from '../params.ts'
import type { Platform } from '../platform.ts'
import type { RuleName } from '../rules.ts'

/** What a method gets to work with. */
export interface MethodContext {
  readonly platform: Platform
  readonly community: Community
  readonly params: Params
  /** Notes a broken rule that the API itself lets pass. */
  readonly note: (rule: RuleName, message: string) => void
}

/** A method of the API: does what it says and returns the `response`, or throws `Refused`. */
export type Method = (context: MethodContext) => unknown
